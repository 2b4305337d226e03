// A customer's way through a course: how far, what comes next, when they were last there.
import { Progress } from "@mantine/core";
import type { Course } from "../../protocol/card.ts";
import { date, relative } from "../format/time.ts";
import { Due } from "./due-view.tsx";
import styles from "./item.module.css";
import { percent } from "./item-words.ts";
import { Reference } from "./reference.tsx";
import { StateBadge } from "./state-badge.tsx";

export function CourseItem({ course, now }: { course: Course; now: number }) {
	const { progress, nextStep, state, completedAt } = course;
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={course.title} href={course.href} />
			</div>
			{progress !== undefined && (
				<div className={styles.progress}>
					<Progress value={progress} size="sm" color="weft" flex={1} aria-label={`Progress in ${course.title}`} />
					<span className={styles.quiet}>{percent(progress)}</span>
				</div>
			)}
			{nextStep && !completedAt && (
				<span className={styles.quiet}>
					next: <Reference text={nextStep.title} href={nextStep.href} />
					{nextStep.dueAt && (
						<>
							{" · "}
							<Due expectedAt={nextStep.dueAt} now={now} />
						</>
					)}
				</span>
			)}
			<div className={styles.states}>
				<StateBadge {...state} />
				<span className={styles.quiet}>{seenInWords(course, now)}</span>
			</div>
		</>
	);
}

function seenInWords({ completedAt, lastSeenAt, startedAt }: Course, now: number): string {
	return [
		completedAt && `completed ${date(completedAt)}`,
		lastSeenAt ? `last seen ${relative(lastSeenAt, now)}` : !completedAt && "never seen there",
		startedAt && `since ${date(startedAt)}`,
	]
		.filter(Boolean)
		.join(" · ");
}
