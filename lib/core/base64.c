#include "jour/base64.h"

#include <assert.h>
#include <string.h>

#include <sodium/utils.h>

static int variant(enum base64_form form)
{
	return form == BASE64_PADDED ? sodium_base64_VARIANT_ORIGINAL
				     : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
}

void base64_write(struct bytes data, enum base64_form form, struct writer *to)
{
	char text[sodium_base64_ENCODED_LEN(BASE64_DATA_SIZE_MAX, sodium_base64_VARIANT_ORIGINAL)];
	assert(data.size <= BASE64_DATA_SIZE_MAX);
	sodium_bin2base64(text, sizeof(text), data.data, data.size, variant(form));
	write_span(to, bytes_of_text(text));
}

enum err base64_read(struct bytes text, enum base64_form form, size_t size, uint8_t *ret_data)
{
	uint8_t data[BASE64_DATA_SIZE_MAX];
	size_t decoded = 0;
	assert(size <= BASE64_DATA_SIZE_MAX);
	/* Without an end pointer the whole text must be used up. */
	if (sodium_base642bin(data, size, (const char *)text.data, text.size, NULL, &decoded, NULL,
		    variant(form)) != 0 ||
		decoded != size)
		return ERR_MALFORMED;
	if (size > 0)
		memcpy(ret_data, data, size);
	return ERR_OK;
}
