/* Every limit in one place. Those of the wire stand in proto/PROTOCOL.md too, and
 * each has a test that reaches it. */
#ifndef JOUR_LIMITS_H
#define JOUR_LIMITS_H

#include <stdint.h>

/* wire */
#define FRAME_SIZE_MAX (1024u * 1024u) /* one whole ZeroMQ frame, bytes */
#define BATCH_RECORDS_MAX 4096u
#define RECORD_SIZE_MAX (64u * 1024u) /* bytes */
#define IN_FLIGHT_MAX 8u	      /* unanswered batches of a connection; as many questions */
#define AGENTS_MAX 1024u	      /* identities on the roster */
#define ORIGIN_SIZE_MAX 100u	      /* bytes of the ledger's name */

/* records */
#define TEXT_SIZE_MAX 200u			 /* bytes of a text field */
#define AMOUNT_ORE_MAX INT64_C(1000000000000000) /* 10^15 ore */
#define COUNT_MAX UINT64_C(1000000000)		 /* one cell of a table */
#define TABLE_CELLS_MAX 4096u
#define CODE_NAME_MAX 32u	/* bytes of the name of a code list, dimension or value */
#define CODE_VALUES_MAX 64u	/* of a code list: two of them make a table of TABLE_CELLS_MAX */
#define CODE_TAKES_IN_MAX 256u	/* codes that the values of a list take in, together */
#define CODE_LISTS_MAX 256u	/* recorded versions of code lists */
#define CODE_DIMENSIONS_MAX 32u /* the built-in ones included */
#define CODE_AGE_MAX 150u	/* years */
#define AGREEMENT_UNITS_MAX 64u
#define UNIT_FOLLOWS_MAX 64u /* units that one unit takes over */
#define AGREEMENT_TERMS_MAX 64u
#define NOTICE_MONTHS_MAX 120u
#define DUE_DAYS_MAX 366u /* from a period's end to its report */
#define RENEWAL_YEARS_MAX 10u
#define DUTY_TIMES_MAX 12u /* a year */
#define YEARS_BEFORE_MAX 10u
#define MEAN_OF_MAX 10u /* years */
#define REBATES_MAX 8u	/* of a rate */
#define KEY_PARTS_MAX 8u
#define INDEXATIONS_MAX 8u	 /* of a term */
#define INDEX_LIMIT_MIN (-10000) /* hundredths of a per cent */
#define INDEX_LIMIT_MAX 10000
#define BUDGET_LINES_MAX 64u
#define INDEX_RISE_MIN (-5000) /* in a year, hundredths of a per cent */
#define INDEX_RISE_MAX 10000
#define PAYMENT_PARTS_MAX 1000u /* of one invoice */
#define YEAR_MIN 1900u
#define YEAR_MAX 2200u

/* decoding */
/* Heap a record or a Reference may unpack to, bytes. A record's worst is 36 bytes of heap for
 * each byte (empty submessages), so every record of RECORD_SIZE_MAX fits: what a record comes
 * to never depends on memory. */
#define DECODE_HEAP_MAX (8u * 1024u * 1024u)
#define RATIONAL_BITS_MAX 4096u /* numerator or denominator of an exact fraction */

/* store */
#define STORE_KEY_SIZE_MAX 200u	      /* bytes; LMDB allows 511 */
#define STORE_VALUE_SIZE_MAX 2097152u /* bytes, 2 MiB */
#define STORE_TABLES_MAX 64u
#define STORE_TABLE_NAME_MAX 32u /* bytes */
#define STORE_NOTES_MAX 320u	 /* in a transaction; a multiple of 64 */

#endif
