/* Every kind of record; each stands in lib/core/kind_<name>.c. */
#ifndef JOUR_KINDS_H
#define JOUR_KINDS_H

#include "jour/kind.h"

extern const struct kind kind_enrolment;
extern const struct kind kind_grant;
extern const struct kind kind_revocation;
extern const struct kind kind_resume;
extern const struct kind kind_key_change;
extern const struct kind kind_period_close;
extern const struct kind kind_release;
extern const struct kind kind_unit;
extern const struct kind kind_code_list;
extern const struct kind kind_agreement;
extern const struct kind kind_population;
extern const struct kind kind_index_value;
extern const struct kind kind_unit_figure;
extern const struct kind kind_invoice;
extern const struct kind kind_repayment;
extern const struct kind kind_cost;
extern const struct kind kind_payment;
extern const struct kind kind_case_table;
extern const struct kind kind_effort;
extern const struct kind kind_confirmation;

#endif
