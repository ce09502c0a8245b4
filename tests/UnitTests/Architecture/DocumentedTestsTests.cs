using SocketIoCompat.ContractTests.Support;

namespace SocketIoCompat.UnitTests.Architecture;

/// <summary>What <c>docs/contracts.md</c> says that a test holds is held by one: the file is there, and the title in it.</summary>
public sealed class DocumentedTestsTests
{
    private static IEnumerable<string> References() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "contracts.md"))
        where line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| #", StringComparison.Ordinal) && !line.StartsWith("| system |", StringComparison.Ordinal)
        from reference in line.TrimEnd(' ', '|').Split('|')[^1].Split(';')
        select reference.Trim();

    [Fact]
    public void Every_test_that_is_named_is_there() => References().Where(reference => !Exists(reference)).ShouldBeEmpty();

    [Fact]
    public void The_document_names_tests() => References().Count().ShouldBeGreaterThan(100);

    private static bool Exists(string reference)
    {
        if (!reference.Contains(": ", StringComparison.Ordinal) && reference.EndsWith("Tests", StringComparison.Ordinal))
            return Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "UnitTests"), reference + ".cs", SearchOption.AllDirectories).Any();
        var file = Path.Combine(Repository.ContractTests, reference.Split(':')[0] + ".mjs");
        var title = reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return title.Length > 5 && File.Exists(file) && File.ReadAllText(file).Contains(title, StringComparison.Ordinal);
    }
}
