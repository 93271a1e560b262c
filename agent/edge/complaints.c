#include "complaints.h"

#include "jour/i18n.h"

void complaints_print(struct complaints *complaints, FILE *to)
{
	char line[COMPLAINT_LINE_SIZE];
	complaints_sort(complaints);
	for (size_t i = 0; i < complaints->kept_count; i++) {
		complaint_render(complaints, &complaints->kept[i], i18n_text, line, sizeof(line));
		fprintf(to, "%s\n", line);
	}
	if (complaint_render_rest(complaints, i18n_text, line, sizeof(line)))
		fprintf(to, "%s\n", line);
}
