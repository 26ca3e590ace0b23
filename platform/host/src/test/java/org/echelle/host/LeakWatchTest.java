package org.echelle.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.host.spi.PluginArrays;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
    private static final PluginArrays.Detached NONE = new PluginArrays.Detached(0, 0, Map.of());

    @Test
    void oneDetachedArrayIsToldWithTypeShapeAndBytes() {
        assertThat(LeakWatch.words(new PluginArrays.Left(
                        0, List.of(), 0, 0, new PluginArrays.Detached(1, 48, Map.of("float32 (3, 4)", 1)))))
                .isEqualTo("1 native array that it detached (float32 (3, 4); 48 bytes)");
    }

    @Test
    void ofManyDetachedArraysThreeKindsAreToldAfterTheManagers() {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        kinds.put("int64 (2)", 1000);
        kinds.put("float32 (3, 4) \"weights\"", 1);
        kinds.put("float64 ()", 1);
        kinds.put("uint8 (9)", 1);

        assertThat(LeakWatch.words(new PluginArrays.Left(
                        1, List.of("cache"), 2, 8192, new PluginArrays.Detached(1003, 16_065, kinds))))
                .isEqualTo(
                        "2 native arrays (8,192 bytes) in its memory manager \"cache\", and 1003 native arrays that it detached "
                                + "(1000 x int64 (2), float32 (3, 4) \"weights\", float64 () and others; 16,065 bytes)");
    }

    @Test
    void managersAloneAreToldByTheirNames() {
        assertThat(LeakWatch.words(new PluginArrays.Left(4, List.of("a", "b", "c", "d"), 1, 4, NONE)))
                .isEqualTo("1 native array (4 bytes) in 4 memory managers of its own (\"a\", \"b\", \"c\" and others)");
    }
}
