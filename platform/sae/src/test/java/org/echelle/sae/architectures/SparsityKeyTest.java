package org.echelle.sae.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.echelle.sae.Architectures;
import org.echelle.sae.SaeException;
import org.echelle.sae.Setting;
import org.echelle.sae.SparsityKey;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainableArchitecture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes how many features fire. */
class SparsityKeyTest {
    static List<String> architectures() {
        return Architectures.trainable();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void isKOrASettingThatTheArchitectureHas(String name) {
        TrainableArchitecture kind = Architectures.trainable(name);
        TrainConfig config = TrainConfig.of(name, 64);
        if (name.endsWith("transcoder")) {
            config = config.withBlocks(List.of(8, 8));
        }
        TrainConfig resolved = config.resolve(10_000, 16);
        SparsityKey key = kind.sparsity(resolved);
        if (kind.usesK()) {
            assertThat(key.name()).isEqualTo("k");
            assertThat(key.target()).isEqualTo(resolved.k());
            assertThat(key.moreIsSparser()).isFalse();
        } else {
            assertThat(kind.settings().stream().map(Setting::name).map(s -> "settings." + s))
                    .contains(key.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"l0", "tanh", "target-l0"})
    void ofJumpReluIsTheCoefficientOrTheTarget(String penalty) {
        TrainConfig config = TrainConfig.of("jumprelu", 64)
                .withSetting("penalty", penalty)
                .withSetting("target-l0", 5)
                .resolve(10_000, 16);
        SparsityKey key = Architectures.trainable("jumprelu").sparsity(config);
        boolean target = penalty.equals("target-l0");
        assertThat(key.name()).isEqualTo(target ? "settings.target-l0" : "settings.coefficient");
        assertThat(key.moreIsSparser()).isEqualTo(!target);
        assertThat(key.target()).isEqualTo(Double.valueOf(target ? 5 : Double.NaN));
        assertThat(key.pull()).isEqualTo(target ? "settings.coefficient" : "");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aCrosscoderWithAPenaltyRefusesAK(int k) {
        TrainConfig config = TrainConfig.of("crosscoder", 64).withSetting("sparsity", "l1");
        TrainConfig resolved = config.resolve(10_000, 16);
        assertThat(resolved.k()).isZero();
        assertThat(Architectures.trainable("crosscoder").sparsity(resolved).name())
                .isEqualTo("settings.coefficient");
        assertThatThrownBy(() -> config.withK(k).resolve(10_000, 16))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("has a penalty instead of a k");
    }
}
