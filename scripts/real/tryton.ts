import type { RealSystem } from "./real-system.ts";
export const tryton: RealSystem = { name: "tryton", run: async () => undefined };
