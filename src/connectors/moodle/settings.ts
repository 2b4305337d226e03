// What a connection to a Moodle site is set up with.
import { z } from "zod";
import { credential, origin, siteAddress } from "../settings.ts";

/** Pages of Moodle that people copy the address of: the site is what stands before them. */
const PAGE = /\/(admin|course|login|mod|my|user|webservice)(\/.*)?$/;

export const settings = z.object({
	url: siteAddress(PAGE, "the site's address, such as https://learn.example.com or https://example.com/moodle"),
	token: credential,
	origin,
});
export type Settings = z.infer<typeof settings>;

/** The customer's page in one course, for staff: their way through it, and everything they may write to them. */
export function participantHref({ url }: Settings, userId: string, courseId: string): string {
	return `${url}/user/view.php?${new URLSearchParams({ id: userId, course: courseId })}`;
}

/** `https://…/mod/quiz/view.php?id=12`, for an activity's kind and its course module. */
export function activityHref({ url }: Settings, kind: string, moduleId: string): string {
	return `${url}/mod/${encodeURIComponent(kind)}/view.php?${new URLSearchParams({ id: moduleId })}`;
}
