// The part of Shopify's GraphQL Admin API 2026-10 that the sandbox plays, as its reference documents it.
// https://shopify.dev/docs/api/admin-graphql/latest/queries/customerByIdentifier
// https://shopify.dev/docs/api/admin-graphql/latest/objects/Customer
// https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
// https://shopify.dev/docs/api/admin-graphql/latest/objects/Fulfillment
// https://shopify.dev/docs/api/admin-graphql/latest/objects/Refund
// https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate
// https://shopify.dev/docs/api/admin-graphql/latest/queries/webhookSubscriptions
// What is not here is not known here: a query for it gets the error that Shopify gives for a field that does not exist.
import { buildSchema } from "graphql";

const connection = (node: string): string => `
	type ${node}Connection { edges: [${node}Edge!]!, nodes: [${node}!]!, pageInfo: PageInfo! }
	type ${node}Edge { cursor: String!, node: ${node}! }
`;

export const shopifySchema = buildSchema(`
	schema { query: QueryRoot, mutation: Mutation }
	scalar DateTime
	scalar Decimal
	scalar UnsignedInt64
	scalar URL

	type QueryRoot {
		currentAppInstallation: AppInstallation!
		customer(id: ID!): Customer
		customerByIdentifier(identifier: CustomerIdentifierInput!): Customer
		order(id: ID!): Order
		orders(first: Int, last: Int, after: String, before: String, query: String, reverse: Boolean = false, sortKey: OrderSortKeys = PROCESSED_AT): OrderConnection!
		shop: Shop!
		webhookSubscriptions(first: Int, last: Int, after: String, before: String): WebhookSubscriptionConnection!
	}

	type Mutation {
		webhookSubscriptionCreate(topic: WebhookSubscriptionTopic!, webhookSubscription: WebhookSubscriptionInput!): WebhookSubscriptionCreatePayload
	}
	input WebhookSubscriptionInput { callbackUrl: URL, format: WebhookSubscriptionFormat }
	enum WebhookSubscriptionFormat { JSON XML }
	type WebhookSubscriptionCreatePayload { webhookSubscription: WebhookSubscription, userErrors: [UserError!]! }
	type WebhookSubscription { id: ID!, topic: WebhookSubscriptionTopic!, endpoint: WebhookSubscriptionEndpoint! }
	union WebhookSubscriptionEndpoint = WebhookHttpEndpoint | WebhookEventBridgeEndpoint
	type WebhookHttpEndpoint { callbackUrl: URL! }
	type WebhookEventBridgeEndpoint { arn: String! }
	type WebhookSubscriptionConnection { nodes: [WebhookSubscription!]! }
	type UserError { field: [String!], message: String! }
	enum WebhookSubscriptionTopic {
		APP_UNINSTALLED CUSTOMERS_CREATE CUSTOMERS_DELETE CUSTOMERS_MERGE CUSTOMERS_UPDATE DISPUTES_CREATE DISPUTES_UPDATE
		FULFILLMENTS_CREATE FULFILLMENTS_UPDATE FULFILLMENT_EVENTS_CREATE ORDERS_CANCELLED ORDERS_CREATE ORDERS_EDITED
		ORDERS_FULFILLED ORDERS_PAID ORDERS_PARTIALLY_FULFILLED ORDERS_UPDATED REFUNDS_CREATE RETURNS_REQUEST
	}

	input CustomerIdentifierInput @oneOf { id: ID, emailAddress: String, phoneNumber: String }

	type Shop { id: ID!, name: String!, email: String!, myshopifyDomain: String!, currencyCode: CurrencyCode!, ianaTimezone: String!, plan: ShopPlan! }
	type ShopPlan { publicDisplayName: String!, partnerDevelopment: Boolean!, shopifyPlus: Boolean! }
	type AppInstallation { id: ID!, accessScopes: [AccessScope!]!, app: App! }
	type AccessScope { handle: String!, description: String! }
	type App { id: ID!, title: String! }

	type Customer {
		id: ID!
		legacyResourceId: UnsignedInt64!
		firstName: String
		lastName: String
		displayName: String!
		email: String @deprecated(reason: "Use defaultEmailAddress.emailAddress instead.")
		phone: String @deprecated(reason: "Use defaultPhoneNumber.phoneNumber instead.")
		defaultEmailAddress: CustomerEmailAddress
		defaultPhoneNumber: CustomerPhoneNumber
		defaultAddress: MailingAddress
		locale: String!
		note: String
		tags: [String!]!
		state: CustomerState!
		verifiedEmail: Boolean!
		numberOfOrders: UnsignedInt64!
		amountSpent: MoneyV2!
		lastOrder: Order
		createdAt: DateTime!
		updatedAt: DateTime!
		orders(first: Int, last: Int, after: String, before: String, query: String, reverse: Boolean = false, sortKey: OrderSortKeys = ID): OrderConnection!
	}
	type CustomerEmailAddress { emailAddress: String! }
	type CustomerPhoneNumber { phoneNumber: String! }
	type MailingAddress { address1: String, address2: String, city: String, zip: String, country: String, countryCodeV2: CountryCode, name: String, phone: String, formatted(withName: Boolean = false): [String!]! }
	enum CustomerState { DECLINED DISABLED ENABLED INVITED }
	scalar CountryCode
	scalar CurrencyCode

	type Order {
		id: ID!
		legacyResourceId: UnsignedInt64!
		name: String!
		number: Int!
		email: String
		phone: String
		createdAt: DateTime!
		updatedAt: DateTime!
		processedAt: DateTime!
		cancelledAt: DateTime
		cancelReason: OrderCancelReason
		closedAt: DateTime
		closed: Boolean!
		confirmed: Boolean!
		test: Boolean!
		currencyCode: CurrencyCode!
		displayFinancialStatus: OrderDisplayFinancialStatus
		displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
		fullyPaid: Boolean!
		currentSubtotalPriceSet: MoneyBag!
		currentTotalPriceSet: MoneyBag!
		subtotalPriceSet: MoneyBag
		totalPriceSet: MoneyBag!
		totalShippingPriceSet: MoneyBag!
		totalRefundedSet: MoneyBag!
		totalOutstandingSet: MoneyBag!
		paymentGatewayNames: [String!]!
		statusPageUrl: URL!
		tags: [String!]!
		note: String
		customer: Customer
		shippingAddress: MailingAddress
		shippingLine: ShippingLine
		lineItems(first: Int, last: Int, after: String, before: String, reverse: Boolean = false): LineItemConnection!
		fulfillments(first: Int, query: String): [Fulfillment!]!
		refunds(first: Int): [Refund!]!
	}
	enum OrderSortKeys { CREATED_AT ID ORDER_NUMBER PROCESSED_AT TOTAL_PRICE UPDATED_AT }
	enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY OTHER STAFF }
	enum OrderDisplayFinancialStatus { AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED }
	enum OrderDisplayFulfillmentStatus { FULFILLED IN_PROGRESS ON_HOLD OPEN PARTIALLY_FULFILLED PENDING_FULFILLMENT REQUEST_DECLINED RESTOCKED SCHEDULED UNFULFILLED }
	type ShippingLine { id: ID, title: String!, code: String, source: String, originalPriceSet: MoneyBag! }
	type LineItem { id: ID!, title: String!, name: String!, sku: String, variantTitle: String, quantity: Int!, currentQuantity: Int!, unfulfilledQuantity: Int!, originalUnitPriceSet: MoneyBag!, originalTotalSet: MoneyBag! }

	type Fulfillment {
		id: ID!
		legacyResourceId: UnsignedInt64!
		name: String!
		status: FulfillmentStatus!
		displayStatus: FulfillmentDisplayStatus
		createdAt: DateTime!
		updatedAt: DateTime!
		deliveredAt: DateTime
		estimatedDeliveryAt: DateTime
		inTransitAt: DateTime
		totalQuantity: Int!
		trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
	}
	enum FulfillmentStatus { CANCELLED ERROR FAILURE OPEN PENDING SUCCESS }
	enum FulfillmentDisplayStatus { ATTEMPTED_DELIVERY CANCELED CARRIER_PICKED_UP CONFIRMED DELAYED DELIVERED FAILURE FULFILLED IN_TRANSIT LABEL_PRINTED LABEL_PURCHASED LABEL_VOIDED MARKED_AS_FULFILLED NOT_DELIVERED OUT_FOR_DELIVERY PICKED_UP READY_FOR_PICKUP SUBMITTED }
	type FulfillmentTrackingInfo { company: String, number: String, url: URL }

	type Refund { id: ID!, legacyResourceId: UnsignedInt64!, createdAt: DateTime, updatedAt: DateTime!, note: String, totalRefundedSet: MoneyBag! }

	type MoneyBag { shopMoney: MoneyV2!, presentmentMoney: MoneyV2! }
	type MoneyV2 { amount: Decimal!, currencyCode: CurrencyCode! }
	type PageInfo { hasNextPage: Boolean!, hasPreviousPage: Boolean!, startCursor: String, endCursor: String }
	${connection("Order")}
	${connection("LineItem")}
`);
