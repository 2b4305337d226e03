// A further workspace, for people who are in one already.
import { Modal } from "@mantine/core";
import { useMember } from "../session/me.ts";
import { NewWorkspace } from "../sign-in/new-workspace.tsx";

export function NewWorkspaceDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
	const member = useMember();
	return (
		<Modal fullScreen opened={opened} onClose={onClose} withCloseButton={false} padding={0} aria-label="New workspace">
			<NewWorkspace me={member} onCancel={onClose} />
		</Modal>
	);
}
