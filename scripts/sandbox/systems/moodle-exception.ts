// An exception of Moodle's, as the REST server writes it: with status 200.
// https://docs.moodle.org/dev/Errors_handling_in_web_services

export function thrown(exception: string, errorcode: string, message: string): object {
	return { exception, errorcode, message };
}
