// What Moodle's error codes mean to the person who set the connection up. The codes are those of Moodle's source
// (public/webservice/lib.php, public/lib/external/, public/lang/en/webservice.php) and of
// https://docs.moodle.org/en/Using_web_services.
import { type Failure, fail } from "../failure.ts";

const TOKEN = "Make a new one under Site administration → Server → Web services → Manage tokens and paste it.";
const SIGN_IN = "Sign in to Moodle with it once and do what Moodle asks for.";

const SENTENCES = new Map<string, string>([
	["invalidtoken", `Moodle does not accept the token. ${TOKEN}`],
	["invalidtimedtoken", `The token's time is up: Moodle does not accept it any more. ${TOKEN}`],
	["missingtoken", `Moodle does not accept the token. ${TOKEN}`],
	["webservicesnotenabled", "Web services are turned off in Moodle: turn them on under Advanced features."],
	["enablewsdescription", "Web services are turned off in Moodle: turn them on under Advanced features."],
	[
		"servicenotavailable",
		"The token's service is turned off in Moodle: enable it under Web services → External services.",
	],
	["sitemaintenance", "Moodle is in maintenance mode."],
	["upgraderunning", "Moodle is being upgraded."],
	["wsaccessuserdeleted", "The token's user has been deleted in Moodle. Make a token for another one."],
	["wsaccessusersuspended", "The token's user is suspended in Moodle."],
	["wsaccessuserunconfirmed", "The token's user is not confirmed in Moodle."],
	["usernotconfirmed", "The token's user is not confirmed in Moodle."],
	["wsaccessuserexpired", "The password of the token's user has expired in Moodle."],
	["passwordisexpired", "The password of the token's user has expired in Moodle."],
	["wsaccessusernologin", "The token's user has the authentication method “No login” in Moodle: give it another."],
	["forcepasswordchangenotice", `The token's user must change its password. ${SIGN_IN}`],
	["usernotfullysetup", `The profile of the token's user is not complete. ${SIGN_IN}`],
	["sitepolicynotagreed", `The token's user has not agreed to the site's policies. ${SIGN_IN}`],
]);

/** `code` is an exception's `errorcode`, `needed` the capability that the function asks for. */
export function refusalOf(code: string, name: string, needed: string): Failure {
	const known = SENTENCES.get(code);
	if (known) return fail(known);
	if (code === "accessexception" || code === "invalidiptoken")
		return fail(
			`Moodle does not let the token call ${name}. Add it to the token's service; allow its user that service and webservice/rest:use; look at the limits to IP addresses.`,
		);
	if (/^nopermission/.test(code) || code === "accessdenied" || code === "cannotviewreport")
		return fail(`Moodle does not let the token's user call ${name}: give its role the capability ${needed}.`);
	if (code === "requireloginerror" || code === "errorcoursecontextnotvalid")
		return fail("The token's user may not enter this course: give its role the capability moodle/course:view.");
	const shown = /^[a-z0-9_\\]{1,60}$/i.test(code) ? ` (${code})` : "";
	return fail(`Moodle refused ${name}${shown}.`);
}
