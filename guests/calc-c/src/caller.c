// Calls `test:calc/ops` from C. Arguments that are passed on are still ours to free.

#include "caller.h"

#include <stdlib.h>
#include <string.h>

void exports_test_calc_runs_language(caller_string_t *ret) {
    static const char mine[] = "C calls ";
    const size_t len = sizeof mine - 1;
    caller_string_t theirs;
    test_calc_ops_language(&theirs);
    ret->len = len + theirs.len;
    ret->ptr = malloc(ret->len);
    if (ret->ptr == NULL) {
        abort();
    }
    memcpy(ret->ptr, mine, len);
    memcpy(ret->ptr + len, theirs.ptr, theirs.len);
    caller_string_free(&theirs);
}

bool exports_test_calc_runs_add(exports_test_calc_runs_point_t *a, exports_test_calc_runs_point_t *b,
                                exports_test_calc_runs_point_t *ret, exports_test_calc_runs_error_t *err) {
    bool done = test_calc_ops_add(a, b, ret, err);
    exports_test_calc_runs_point_free(a);
    exports_test_calc_runs_point_free(b);
    return done;
}

void exports_test_calc_runs_reverse(caller_list_u8_t *bytes, caller_list_u8_t *ret) {
    test_calc_ops_reverse(bytes, ret);
    caller_list_u8_free(bytes);
}

bool exports_test_calc_runs_number(caller_string_t *word, uint8_t *ret, exports_test_calc_runs_error_t *err) {
    bool done = test_calc_ops_number(word, ret, err);
    caller_string_free(word);
    return done;
}

bool exports_test_calc_runs_middle(exports_test_calc_runs_list_point_t *points, exports_test_calc_runs_point_t *ret) {
    test_calc_ops_list_point_t passed = {points->ptr, points->len};
    bool found = test_calc_ops_middle(&passed, ret);
    exports_test_calc_runs_list_point_free(points);
    return found;
}

void exports_test_calc_runs_trap(void) {
    test_calc_ops_trap();
}
