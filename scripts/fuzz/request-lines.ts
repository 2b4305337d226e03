// No requests of HTTP, or such as only a fuzzer writes.
import type { Random } from "../torture/random.ts";

export function badRequest(path: string, random: Random): string {
	return random.pick([
		"\r\n\r\n\r\n\r\n",
		"\u0000\u0001\u0002\u0003\r\n\r\n",
		`GET ${path}\r\n\r\n`,
		`GET ${path} HTTP/9.9\r\nHost: x\r\n\r\n`,
		`GET ${path} HTTP/1.1\r\n\r\n`,
		`FROB ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
		`${"G".repeat(5_000)} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
		`GET ${path} HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n`,
		`GET ${path} HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(200_000)}\r\n\r\n`,
		`GET ${path}?${"q=1&".repeat(30_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
		`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00ff\u0080\r\nConnection: close\r\n\r\n`,
		`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`,
		`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n`,
		`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
		`POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
		`GET http://evil.example${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
		`GET ${path}%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
		`GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
	]);
}
