import { render } from "preact";
import { App } from "./App";
import "./ui/theme.css";

render(<App />, document.getElementById("app")!);
