global using Shouldly;
global using Xunit;

// The scenarios measure a server's behaviour in time: one class after another, so that they do not disturb each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
