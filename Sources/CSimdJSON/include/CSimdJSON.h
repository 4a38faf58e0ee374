#ifndef TCENRICH_CSIMDJSON_H
#define TCENRICH_CSIMDJSON_H
#ifdef __cplusplus
extern "C" {
#endif
int csj_version(void);
#ifdef __cplusplus
}
#endif
#endif
