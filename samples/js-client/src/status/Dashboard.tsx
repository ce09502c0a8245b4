import { Chart, type Series } from "./Chart";
import { bytes, count, percent, rate } from "./format";
import type { Hello, Status } from "./types";

const Capacity = 120;

const problems: Record<string, string> = {
  slowConsumers: "Clients closed for reading too slowly",
  handlerFailures: "Handlers that failed",
  eventsRefused: "Events that fit no handler",
  packetsRefused: "Packets that the protocol forbids",
  connectsRefused: "Clients that were refused",
  connectionErrors: "Requests that were refused",
  handshakesNotAccepted: "Handshakes without a place",
  volatileDropped: "Volatile events dropped",
  publishFailures: "Messages that the cluster did not take",
};

export function Dashboard({ hello, history, stale }: { hello: Hello; history: Status[]; stale: boolean }) {
  const now = history.at(-1)!;
  const series = (name: string, pick: (status: Status) => number): Series => ({ name, values: history.map(pick) });
  return (
    <main class={`dashboard ${stale ? "stale" : ""}`}>
      <Chart title="Connections" format={count} capacity={Capacity} atLeast={10} series={[series("websocket", (s) => s.connections.websocket), series("polling", (s) => s.connections.polling)]} />
      <Chart title="Events per second" format={rate} capacity={Capacity} atLeast={10} series={[series("in", (s) => s.perSecond.eventsIn), series("out", (s) => s.perSecond.eventsOut)]} />
      <Chart title="Content per second" format={bytes} base={1024} capacity={Capacity} atLeast={1024} series={[series("in", (s) => s.perSecond.bytesIn), series("out", (s) => s.perSecond.bytesOut)]} />
      <Chart title="Coming and going per second" format={rate} capacity={Capacity} atLeast={5} series={[series("opened", (s) => s.perSecond.opened), series("closed", (s) => s.perSecond.closed)]} />
      <Chart title="Waiting for clients" format={bytes} base={1024} capacity={Capacity} atLeast={1024} series={[series("all", (s) => s.queues.bytes), series("the slowest", (s) => s.queues.largest)]} />
      <Chart title={`Processor (of ${hello.processors})`} format={percent} capacity={Capacity} atLeast={0.1} series={[series("used", (s) => s.process.cpu)]} />
      <Chart title="Memory" format={bytes} base={1024} capacity={Capacity} atLeast={1024 ** 2} series={[series("process", (s) => s.process.memory), series("heap", (s) => s.process.heap)]} />
      <Chart title="Work waiting for a thread" format={count} capacity={Capacity} atLeast={10} series={[series("waiting", (s) => s.process.pendingWork), series("threads", (s) => s.process.threads)]} />

      <section class="card">
        <h2>Now</h2>
        <dl class="facts">
          <Fact name="Sockets" value={count(now.sockets)} />
          <Fact name="Rooms" value={count(now.rooms)} />
          <Fact name="Clients of version 2" value={count(now.connections.legacy)} />
          <Fact name="Clients with something waiting" value={count(now.queues.waiting)} />
          <Fact name="Collections (young, middle, old)" value={now.process.collections.map(count).join(", ")} />
          <Fact name="Time paused for them" value={`${now.process.gcPause} %`} />
        </dl>
      </section>
      <section class="card">
        <h2>Cluster and health</h2>
        <dl class="facts">
          <Fact name="Adapter" value={hello.adapter} />
          <Fact name="Servers" value={now.servers === null ? "unknown" : count(now.servers)} state={now.servers === null ? "bad" : undefined} />
          <Fact name="Published per second" value={rate(now.perSecond.published)} />
          {Object.entries(now.health).map(([name, state]) => <Fact key={name} name={name} value={state} state={state === "Healthy" ? "good" : "bad"} />)}
        </dl>
      </section>
      <section class="card">
        <h2>Problems since you watch</h2>
        <dl class="facts">
          {Object.entries(now.problems).map(([name, value]) => <Fact key={name} name={problems[name] ?? name} value={count(value)} state={value > 0 ? "bad" : undefined} />)}
        </dl>
      </section>
      <section class="card">
        <h2>Namespaces</h2>
        <table>
          <thead><tr><th scope="col">Name</th><th scope="col">Sockets</th><th scope="col">Rooms</th></tr></thead>
          <tbody>
            {now.namespaces.map(({ name, sockets, rooms }) => <tr key={name}><th scope="row">{name}</th><td>{count(sockets)}</td><td>{count(rooms)}</td></tr>)}
          </tbody>
        </table>
      </section>
    </main>
  );
}

function Fact({ name, value, state }: { name: string; value: string; state?: "good" | "bad" }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={state}>{value}</dd>
    </div>
  );
}
