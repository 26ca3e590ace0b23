package org.echelle.torch.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where models lie that were fetched once. */
class HubCacheTest {
    @Test
    void theCacheIsWhereTheHubsClientsLook() {
        assertThat(HubCache.of(Map.of("HF_HUB_CACHE", "/a", "HF_HOME", "/b")).root())
                .isEqualTo(Path.of("/a"));
        assertThat(HubCache.of(Map.of("HF_HOME", "/b", "XDG_CACHE_HOME", "/c")).root())
                .isEqualTo(Path.of("/b/hub"));
        assertThat(HubCache.of(Map.of("XDG_CACHE_HOME", "/c")).root()).isEqualTo(Path.of("/c/huggingface/hub"));
        assertThat(HubCache.of(Map.of()).root())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "huggingface", "hub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"esm2", "a/b/c", "../x", "a/..", "a/", "/a", "a b/c", "a/b..c", ".a/b"})
    void whatIsNoIdOfAModelIsNone(String text) {
        assertThat(HubModel.parse(text)).isEmpty();
    }

    @Test
    void anIdIsOwnerAndName() {
        assertThat(HubModel.parse("facebook/esm2_t6_8M_UR50D")).hasValue(new HubModel("facebook", "esm2_t6_8M_UR50D"));
    }
}
