export interface Series {
  name: string;
  values: number[];
}

interface Props {
  title: string;
  series: Series[];
  format: (value: number) => string;
  /** How many values the width holds; fewer stand at the right end. */
  capacity: number;
  /** What a thousand is in this unit: 1024 for bytes. Default 10, for decimal numbers. */
  base?: number;
  /** The least that the top of the chart stands for. */
  atLeast?: number;
}

const Width = 240;
const Height = 64;

/** A small chart over time: one line for each series, the newest value at the right and in the legend. */
export function Chart({ title, series, format, capacity, base = 10, atLeast = 1 }: Props) {
  const top = niceTop(Math.max(atLeast, ...series.flatMap(({ values }) => values)), base);
  const spoken = series.map(({ name, values }) => `${name} ${format(values.at(-1) ?? 0)}`).join(", ");
  return (
    <section class="card chart">
      <h2>{title}</h2>
      <div class="plot">
        <svg viewBox={`0 0 ${Width} ${Height}`} preserveAspectRatio="none" role="img" aria-label={`${title}: ${spoken}`}>
          <line class="grid" x1="0" x2={Width} y1={Height / 2} y2={Height / 2} />
          <line class="grid" x1="0" x2={Width} y1={Height - 0.5} y2={Height - 0.5} />
          {series.map(({ name, values }, i) => {
            const points = values.map((value, at) => [Width - ((values.length - 1 - at) * Width) / (capacity - 1), Height - 1 - (value / top) * (Height - 4)] as const);
            if (points.length < 2) return null;
            const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
            return (
              <g key={name} class={`series-${i}`}>
                {i === 0 && <polygon class="area" points={`${points[0]![0].toFixed(1)},${Height} ${line} ${Width},${Height}`} />}
                <polyline class="line" points={line} />
              </g>
            );
          })}
        </svg>
        <span class="top" aria-hidden="true">{format(top)}</span>
      </div>
      <dl class="legend">
        {series.map(({ name, values }, i) => (
          <div key={name} class={`series-${i}`}>
            <dt><span class="key" aria-hidden="true" />{name}</dt>
            <dd>{format(values.at(-1) ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The next 1, 2 or 5 with zeros, so that the scale does not move with every value. */
function niceTop(value: number, base: number): number {
  const unit = base === 10 ? 1 : base ** Math.floor(Math.log(value) / Math.log(base));
  const power = unit * 10 ** Math.floor(Math.log10(value / unit));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * (1 - 1e-9))!;
}
