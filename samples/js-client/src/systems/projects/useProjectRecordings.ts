import { useMemo } from "preact/hooks";
import type { Call, CallView } from "../../call/Call";
import type { Mesh, MeshView } from "../../call/Mesh";
import { useRecordings, type Recordable } from "../../call/useRecordings";

interface Calls {
  call: Call;
  view: CallView;
  mesh: Mesh;
  group: MeshView;
  /** Whether the present call is the group's. */
  inGroup: boolean;
}

/** Recording the present call, of two or of the group, and the project's recordings. */
export function useProjectRecordings({ call, view, mesh, group, inGroup }: Calls, projectId: string, token: string) {
  const now = useMemo(() => ({ inGroup }), []);
  now.inGroup = inGroup;
  const teller = useMemo(
    () => ({
      tellRecording: (on: boolean) => (now.inGroup ? mesh : call).tellRecording(on),
      tellRecorded: () => (now.inGroup ? mesh : call).tellRecorded(),
    }),
    [call, mesh, now],
  );
  const others = group.peers.map(({ stream }) => stream);
  const recorded: Recordable = inGroup
    ? { state: "connected", local: group.local, remote: others.find((stream) => stream !== null) ?? null, others, recorded: group.recorded }
    : view;
  return { ...useRecordings(teller, recorded, "project-chat", projectId, token), canRecord: { remote: recorded.remote } };
}
