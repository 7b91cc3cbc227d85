// `test:calc/ops` in C. The header is what `wit-bindgen c` writes: results live on the heap, and it frees them and the
// arguments of the caller are ours to free.

#include "callee.h"

#include <stdlib.h>
#include <string.h>

typedef exports_test_calc_ops_point_t point_t;
typedef exports_test_calc_ops_error_t error_t;

static void join(callee_string_t *name, const callee_string_t *more) {
    uint8_t *joined = realloc(name->ptr, name->len + 1 + more->len);
    if (joined == NULL) {
        abort();
    }
    joined[name->len] = '+';
    memcpy(joined + name->len + 1, more->ptr, more->len);
    name->ptr = joined;
    name->len += 1 + more->len;
}

void exports_test_calc_ops_language(callee_string_t *ret) {
    callee_string_dup(ret, "C");
}

bool exports_test_calc_ops_add(point_t *a, point_t *b, point_t *ret, error_t *err) {
    bool overflows = __builtin_add_overflow(a->x, b->x, &ret->x);
    overflows |= __builtin_add_overflow(a->y, b->y, &ret->y);
    if (overflows) {
        err->tag = EXPORTS_TEST_CALC_OPS_ERROR_OVERFLOW;
        exports_test_calc_ops_point_free(a);
    } else {
        ret->name = a->name;
        join(&ret->name, &b->name);
    }
    exports_test_calc_ops_point_free(b);
    return !overflows;
}

void exports_test_calc_ops_reverse(callee_list_u8_t *bytes, callee_list_u8_t *ret) {
    *ret = *bytes;
    for (size_t left = 0, right = ret->len; left + 1 < right; left++) {
        right--;
        uint8_t moved = ret->ptr[left];
        ret->ptr[left] = ret->ptr[right];
        ret->ptr[right] = moved;
    }
}

bool exports_test_calc_ops_number(callee_string_t *word, uint8_t *ret, error_t *err) {
    static const char *const words[] = {"one", "two", "three"};
    for (uint8_t i = 0; i < 3; i++) {
        size_t len = strlen(words[i]);
        if (word->len == len && memcmp(word->ptr, words[i], len) == 0) {
            *ret = i + 1;
            callee_string_free(word);
            return true;
        }
    }
    err->tag = EXPORTS_TEST_CALC_OPS_ERROR_UNKNOWN;
    err->val.unknown = *word;
    return false;
}

bool exports_test_calc_ops_middle(exports_test_calc_ops_list_point_t *points, point_t *ret) {
    bool found = points->len > 0;
    if (found) {
        int64_t x = 0, y = 0, count = (int64_t)points->len;
        callee_string_dup_n(&ret->name, (const char *)points->ptr[0].name.ptr, points->ptr[0].name.len);
        for (size_t i = 0; i < points->len; i++) {
            x += points->ptr[i].x;
            y += points->ptr[i].y;
            if (i > 0) {
                join(&ret->name, &points->ptr[i].name);
            }
        }
        ret->x = (int32_t)(x / count);
        ret->y = (int32_t)(y / count);
    }
    exports_test_calc_ops_list_point_free(points);
    return found;
}

void exports_test_calc_ops_trap(void) {
    __builtin_trap();
}
