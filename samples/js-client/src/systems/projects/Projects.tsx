import { useState } from "preact/hooks";
import type { ProjectSummary } from "./types";
import { addressOf } from "./useProjects";

interface ProjectsProps {
  projects: ProjectSummary[];
  /** The one that is open. */
  current: string;
  onCreate: (name: string) => Promise<void>;
}

/** The projects to choose from, with what is unread in the others. Closed on a phone until it is wanted. */
export function Projects({ projects, current, onCreate }: ProjectsProps) {
  const [isOpen] = useState(() => matchMedia("(min-width: 48.01rem)").matches);
  const [name, setName] = useState("");
  const elsewhere = projects.filter((project) => project.project_id !== current).reduce((sum, project) => sum + project.unread_count, 0);

  async function submit(event: Event) {
    event.preventDefault();
    if (name.trim()) await onCreate(name.trim());
  }

  return (
    <details class="projects card" open={isOpen}>
      <summary><h2>Projects</h2>{elsewhere > 0 && <Unread count={elsewhere} />}</summary>
      <ul>
        {projects.map((project) => (
          <li key={project.project_id}>
            <a href={addressOf(project.project_id)} aria-current={project.project_id === current ? "page" : undefined}>
              <span class="grow">{project.project_name}</span>
              {project.project_id !== current && project.unread_count > 0 && <Unread count={project.unread_count} />}
            </a>
          </li>
        ))}
      </ul>
      <form class="compose" onSubmit={(event) => void submit(event)}>
        <input name="project" aria-label="Name of a new project" placeholder="New project" autocomplete="off" maxLength={200} value={name} onInput={(e) => setName(e.currentTarget.value)} />
        <button disabled={!name.trim()}>Create</button>
      </form>
    </details>
  );
}

function Unread({ count }: { count: number }) {
  return <span class="unread">{count > 99 ? "99+" : count}<span class="hidden"> unread</span></span>;
}
