import { colorOf, colors, tools, type Pen, type Tool } from "./drawing";

interface DrawToolsProps {
  me: string;
  disabled: boolean;
  pen: Pen | null;
  onPen: (pen: Pen | null) => void;
  onClear: () => void;
}

/** To draw on a screen that is shared. There is one for all screens. */
export function DrawTools({ me, disabled, pen, onPen, onClear }: DrawToolsProps) {
  return (
    <div class="draw-tools" role="group" aria-label="Drawing">
      <button aria-pressed={pen !== null} disabled={disabled} onClick={() => onPen(pen ? null : { tool: "pen", color: colorOf(me) })}>{pen ? "Stop drawing" : "Draw"}</button>
      {pen && (
        <>
          <select class="compact" aria-label="Draw with" value={pen.tool} onChange={(event) => onPen({ ...pen, tool: event.currentTarget.value as Tool })}>
            {tools.map((tool) => <option key={tool} value={tool}>{tool.charAt(0).toUpperCase() + tool.slice(1)}</option>)}
          </select>
          <span class="colors" role="radiogroup" aria-label="Colour">
            {colors.map(([color, name]) => (
              <input key={color} type="radio" name="color" aria-label={name} title={name} style={{ "--color": color }} checked={pen.color === color} onChange={() => onPen({ ...pen, color })} />
            ))}
          </span>
          <button disabled={disabled} onClick={onClear} title="For everybody">Clear drawings</button>
          <span class="muted">Whoever comes later sees what is drawn from then on.</span>
        </>
      )}
    </div>
  );
}
