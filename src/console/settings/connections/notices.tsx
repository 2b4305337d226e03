// What a system's API has changed: the field, before and after, until somebody has read it.
import { Button, Code } from "@mantine/core";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { DriftNotice } from "../../../protocol/connections.ts";
import { sayRefused } from "../../states/said.ts";
import styles from "./connections.module.css";
import { putNoticeAway } from "./connections.ts";
import { noticeWords } from "./health-words.ts";

interface Props {
	connectionId: string;
	/** As the system writes itself. */
	system: string;
	notices: readonly DriftNotice[];
}

export function Notices({ connectionId, system, notices }: Props) {
	if (notices.length === 0) return null;
	return (
		<section aria-label="Notices" className={styles.notices}>
			{notices.map((notice) => (
				<Notice key={notice.id} connectionId={connectionId} system={system} notice={notice} />
			))}
		</section>
	);
}

interface NoticeProps {
	connectionId: string;
	system: string;
	notice: DriftNotice;
}

function Notice({ connectionId, system, notice }: NoticeProps) {
	const words = noticeWords(notice, system);
	const putAway = useMutation({ mutationFn: () => putNoticeAway(connectionId, notice.id), onError: sayRefused });
	return (
		<div className={styles.notice}>
			<IconAlertTriangleFilled className={styles.noticeSign} size={16} aria-hidden />
			<p>
				{words.before}
				{notice.path ? <Code>{notice.path}</Code> : "its answer"}
				{words.after} ({words.seen}). {words.meanwhile}
			</p>
			<Button size="compact-sm" variant="default" loading={putAway.isPending} onClick={() => putAway.mutate()}>
				Put away
			</Button>
		</div>
	);
}
