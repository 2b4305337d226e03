// better-auth's own tables (core and the organization plugin with teams), in a schema and a role of their own:
// it reads before a workspace is known. Columns are named as better-auth 1.7 lists them.
import { bigint, boolean, index, integer, pgSchema, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

export const authSchema = pgSchema("auth");

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const user = authSchema.table("user", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	email: text("email").notNull().unique(),
	emailVerified: boolean("email_verified").notNull().default(false),
	image: text("image"),
	createdAt: at("created_at").notNull().defaultNow(),
	updatedAt: at("updated_at").notNull().defaultNow(),
});

export const session = authSchema.table(
	"session",
	{
		id: text("id").primaryKey(),
		expiresAt: at("expires_at").notNull(),
		token: text("token").notNull().unique(),
		createdAt: at("created_at").notNull().defaultNow(),
		updatedAt: at("updated_at").notNull(),
		ipAddress: text("ip_address"),
		userAgent: text("user_agent"),
		userId: text("user_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		activeOrganizationId: text("active_organization_id"),
		activeTeamId: text("active_team_id"),
	},
	(table) => [index("session_by_user").on(table.userId)],
);

export const account = authSchema.table(
	"account",
	{
		id: text("id").primaryKey(),
		accountId: text("account_id").notNull(),
		providerId: text("provider_id").notNull(),
		userId: text("user_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		accessToken: text("access_token"),
		refreshToken: text("refresh_token"),
		idToken: text("id_token"),
		accessTokenExpiresAt: at("access_token_expires_at"),
		refreshTokenExpiresAt: at("refresh_token_expires_at"),
		scope: text("scope"),
		password: text("password"),
		createdAt: at("created_at").notNull().defaultNow(),
		updatedAt: at("updated_at").notNull(),
	},
	(table) => [index("account_by_user").on(table.userId)],
);

export const verification = authSchema.table(
	"verification",
	{
		id: text("id").primaryKey(),
		identifier: text("identifier").notNull(),
		value: text("value").notNull(),
		expiresAt: at("expires_at").notNull(),
		createdAt: at("created_at").notNull().defaultNow(),
		updatedAt: at("updated_at").notNull().defaultNow(),
	},
	(table) => [index("verification_by_identifier").on(table.identifier)],
);

export const rateLimit = authSchema.table("rate_limit", {
	id: text("id").primaryKey(),
	key: text("key").notNull().unique(),
	count: integer("count").notNull(),
	lastRequest: bigint("last_request", { mode: "number" }).notNull(),
});

/** A workspace, as sign-in knows it. */
export const organization = authSchema.table("organization", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	slug: text("slug").notNull().unique(),
	logo: text("logo"),
	createdAt: at("created_at").notNull(),
	metadata: text("metadata"),
});

export const team = authSchema.table(
	"team",
	{
		id: text("id").primaryKey(),
		name: text("name").notNull(),
		memberCount: integer("member_count").notNull().default(0),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organization.id, { onDelete: "cascade" }),
		createdAt: at("created_at").notNull(),
		updatedAt: at("updated_at"),
	},
	(table) => [index("team_by_organization").on(table.organizationId)],
);

export const teamMember = authSchema.table(
	"team_member",
	{
		id: text("id").primaryKey(),
		teamId: text("team_id")
			.notNull()
			.references(() => team.id, { onDelete: "cascade" }),
		userId: text("user_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		membershipKey: text("membership_key").unique(),
		createdAt: at("created_at"),
		/** Ours, not better-auth's: whether alerts that nobody acknowledges climb to this person (workspaces/leads.ts). */
		lead: boolean("lead").notNull().default(false),
	},
	(table) => [index("team_member_by_team").on(table.teamId), index("team_member_by_user").on(table.userId)],
);

export const member = authSchema.table(
	"member",
	{
		id: text("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organization.id, { onDelete: "cascade" }),
		userId: text("user_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
		role: text("role").notNull().default("agent"),
		createdAt: at("created_at").notNull(),
	},
	(table) => [
		uniqueIndex("member_once").on(table.organizationId, table.userId),
		index("member_by_user").on(table.userId),
	],
);

export const invitation = authSchema.table(
	"invitation",
	{
		id: text("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organization.id, { onDelete: "cascade" }),
		email: text("email").notNull(),
		role: text("role"),
		teamId: text("team_id"),
		status: text("status").notNull().default("pending"),
		expiresAt: at("expires_at").notNull(),
		createdAt: at("created_at").notNull().defaultNow(),
		inviterId: text("inviter_id")
			.notNull()
			.references(() => user.id, { onDelete: "cascade" }),
	},
	(table) => [
		index("invitation_by_organization").on(table.organizationId),
		index("invitation_by_email").on(table.email),
	],
);
