// Tells Neon's driver, in Node, where a connection string's database answers over HTTP.
import { type NeonQueryFunction, neon, neonConfig } from "@neondatabase/serverless";

const LOOPBACK = new Set(["127.0.0.1", "localhost"]);
const remoteEndpoint = neonConfig.fetchEndpoint;

neonConfig.fetchEndpoint = (host, port, options) => {
	if (LOOPBACK.has(host)) return `http://${host}:${port}/sql`;
	return typeof remoteEndpoint === "function" ? remoteEndpoint(host, port, options) : remoteEndpoint;
};

/** @param url connection string of a real Neon, or of the local stand-in (its host is 127.0.0.1) */
export function connect(url: string): NeonQueryFunction<false, false> {
	return neon(url);
}
