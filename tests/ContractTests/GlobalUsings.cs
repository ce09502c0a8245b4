global using Shouldly;
global using Xunit;

// Two classes at a time: most of them wait, for servers that start, die or find each other again.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
