using System.Reflection;
using System.Reflection.Emit;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Architecture;

/// <summary>
/// The engine stands by itself: of the library it uses its own namespaces, the protocol and the instruments, and nothing of the
/// layers above. Read from the compiled assembly: every type that a method body, a signature or a field of the engine names.
/// </summary>
public sealed class EngineLayerTests
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private static readonly string[] Allowed = ["SocketIoCompat.Engine", "SocketIoCompat.Diagnostics", "SocketIoCompat.Protocol"];

    [Fact]
    public void The_engine_uses_nothing_of_the_layers_above()
    {
        var assembly = typeof(EngineSession).Assembly;
        var engine = assembly.GetTypes().Where(type => IsIn(type, "SocketIoCompat.Engine")).ToList();
        engine.Count.ShouldBeGreaterThan(20);

        var forbidden = engine
            .SelectMany(type => TypesUsedBy(type).Select(used => (type, used)))
            .Where(pair => pair.used.Namespace?.StartsWith("SocketIoCompat", StringComparison.Ordinal) == true)
            .Where(pair => !Allowed.Any(allowed => IsIn(pair.used, allowed)))
            .Select(pair => $"{pair.type} uses {pair.used}")
            .Distinct();

        forbidden.ShouldBeEmpty();
    }

    [Fact]
    public void The_reading_of_method_bodies_finds_what_they_use()
    {
        TypesUsedBy(typeof(Probe)).ShouldContain(typeof(Uri), "called in a body");
        TypesUsedBy(typeof(Probe)).ShouldContain(typeof(Version), "created in a body");
    }

    private static bool IsIn(Type type, string name) =>
        type.Namespace == name || type.Namespace?.StartsWith(name + ".", StringComparison.Ordinal) == true;

    private static IEnumerable<Type> TypesUsedBy(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var used = new HashSet<Type>();
        Add(used, type.BaseType);
        foreach (var item in type.GetInterfaces())
            Add(used, item);
        foreach (var field in type.GetFields(All))
            Add(used, field.FieldType);
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            foreach (var parameter in method.GetParameters())
                Add(used, parameter.ParameterType);
            Add(used, (method as MethodInfo)?.ReturnType);
            foreach (var member in MembersNamedIn(method))
            {
                Add(used, member as Type);
                Add(used, member.DeclaringType);
            }
        }
        return used;
    }

    /// <summary>The members whose tokens stand behind the instructions of a body.</summary>
    private static IEnumerable<MemberInfo> MembersNamedIn(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray();
        if (il == null)
            yield break;
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i < il.Length;)
        {
            var code = il[i] == 0xfe ? OpCodesByValue[(short)(0xfe00 | il[i + 1])] : OpCodesByValue[il[i]];
            var operand = i + code.Size;
            i = operand + OperandLength(code, il, operand);
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(il, operand), typeArguments, methodArguments) is { } member)
                yield return member;
        }
    }

    private static int OperandLength(OpCode code, byte[] il, int operand) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, operand),
        _ => 4,
    };

    private static void Add(HashSet<Type> used, Type? type)
    {
        if (type == null || !used.Add(type))
            return;
        Add(used, type.GetElementType());
        Add(used, type.DeclaringType);
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            Add(used, argument);
    }

    private static class Probe
    {
        public static bool Run() => Uri.IsWellFormedUriString(new Version(1, 0).ToString(), UriKind.Absolute);
    }
}
