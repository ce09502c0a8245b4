// Loaded into the reference server before it starts: an exception in a handler of the conformance app ends a Node process,
// which is a difference on purpose (docs/differences.md) and would end the comparison.
process.on("uncaughtException", () => {});
process.on("unhandledRejection", () => {});
