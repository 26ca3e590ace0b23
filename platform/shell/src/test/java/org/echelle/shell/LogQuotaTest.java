package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogQuotaTest {
    @Test
    void aFloodIsToldOnceAMinuteAndOtherBundlesAreStillHeard() {
        LogQuota quota = new LogQuota();
        int written = 0;
        int told = 0;
        for (int i = 0; i < 100_000; i++) {
            int nth = quota.nth("org.example.flood", 60_000);
            written += nth < LogQuota.MOST ? 1 : 0;
            told += nth == LogQuota.MOST ? 1 : 0;
        }
        assertThat(written).isEqualTo(199);
        assertThat(told).isEqualTo(1);
        assertThat(quota.nth("org.example.calm", 60_000)).isEqualTo(1);
        assertThat(quota.nth("org.example.flood", 120_000)).isEqualTo(1);
    }
}
