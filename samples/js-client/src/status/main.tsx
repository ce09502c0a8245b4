import { render } from "preact";
import { StatusApp } from "./StatusApp";
import "../ui/theme.css";
import "./status.css";

render(<StatusApp />, document.getElementById("app")!);
