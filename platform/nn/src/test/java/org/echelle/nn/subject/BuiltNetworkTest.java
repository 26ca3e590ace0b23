package org.echelle.nn.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.nn.NnException;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuiltNetworkTest {
    /** A network of one parameter. */
    private record One(NDArray x, Parameters p) {
        One(Parameters p) {
            this(p.get("x", 2, 3), p);
        }
    }

    private final NDManager manager = Torch.newManager(Device.cpu());
    private final OpenContext context = new OpenContext() {
        @Override
        public Device device() {
            return Device.cpu();
        }

        @Override
        public NDManager manager() {
            return manager;
        }

        @Override
        public Progress progress() {
            return Progress.SILENT;
        }
    };
    private final Weights weights = Weights.of(Map.of("x", HostTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));

    @AfterEach
    void close() {
        manager.close();
    }

    private BuiltNetwork<One> open(Blueprint<One> blueprint) {
        return BuiltNetwork.open(blueprint, weights, "one.pt (zip)", context);
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    @Test
    void theFingerprintIsTheHashOfIdentityAndInputAndOfNothingElse() throws Exception {
        try (BuiltNetwork<One> plain = open(Blueprint.of("a test net", "weights\nsizes", One::new));
                BuiltNetwork<One> resized =
                        open(new Blueprint<>("another name", "weights\nsizes", "8 x 8", One::new))) {
            assertThat(plain.fingerprint()).isEqualTo(sha256("weights\nsizes"));
            assertThat(resized.fingerprint()).isEqualTo(sha256("weights\nsizes\n8 x 8"));
        }
    }

    @Test
    void aTwinHasTheSameShapesOtherNumbersTheSameInputAndAFingerprintOfItsOwn() throws Exception {
        try (BuiltNetwork<One> built = open(new Blueprint<>("a test net", "weights", "8 x 8", One::new));
                BuiltNetwork<One> twin = built.twin(7, context);
                BuiltNetwork<One> again = built.twin(7, context)) {
            assertThat(twin.fingerprint())
                    .isEqualTo(sha256("random twin 7 of " + built.fingerprint() + "\n8 x 8"))
                    .isEqualTo(again.fingerprint());
            assertThat(twin.network().x().getShape())
                    .isEqualTo(built.network().x().getShape());
            assertThat(twin.network().x().toFloatArray())
                    .isEqualTo(again.network().x().toFloatArray())
                    .isNotEqualTo(built.network().x().toFloatArray());
            assertThat(twin.origin()).isEqualTo("random, seed 7");
        }
    }

    @Test
    void factsBeginWithTheNetworksOwnAndTellParametersAndOrigin() {
        try (BuiltNetwork<One> built = open(Blueprint.of("a test net", "", One::new))) {
            Map<String, String> own = new LinkedHashMap<>();
            own.put("architecture", "one matrix");

            Map<String, String> facts = built.facts(own);
            facts.put("preprocessing", "none");

            assertThat(facts.keySet()).containsExactly("architecture", "parameters", "weights", "preprocessing");
            assertThat(facts).containsEntry("parameters", "6").containsEntry("weights", "one.pt (zip)");
            assertThat(own).hasSize(1);
        }
    }

    @Test
    void weightsThatDoNotFitAreRefusedAndTheirMemoryIsFreed() {
        Parameters[] seen = new Parameters[1];
        Blueprint<One> other = Blueprint.of("another net", "", p -> {
            seen[0] = p;
            p.get("y", 4);
            return new One(p);
        });

        assertThatThrownBy(() -> open(other))
                .isInstanceOf(NnException.class)
                .hasMessageContaining("The weights do not fit another net: 1 missing (y [4])");
        assertThat(seen[0].manager().isOpen()).isFalse();
        assertThat(manager.isOpen()).isTrue();
    }

    @Test
    void aSubjectThatCannotBeMadeLeavesNothingOpen() {
        BuiltNetwork<One> built = open(Blueprint.of("a test net", "", One::new));

        assertThatThrownBy(() -> built.into(b -> {
                    throw new NnException("no");
                }))
                .hasMessage("no");
        assertThat(built.network().p().manager().isOpen()).isFalse();

        BuiltNetwork<One> fine = open(Blueprint.of("a test net", "", One::new));
        String made = fine.into(BuiltNetwork::origin);
        assertThat(made).isEqualTo("one.pt (zip)");
        assertThat(fine.network().p().manager().isOpen()).isTrue();
        fine.close();
        assertThat(fine.network().p().manager().isOpen()).isFalse();
    }

    @Test
    void aHookPointThatIsNotThereIsAnsweredWithThoseThatAre() {
        HookPoint stem = new HookPoint("stem", 3, HookPoint.Layout.WIDTH_LAST, List.of(), "first");
        HookPoint head = new HookPoint("head", 3, HookPoint.Layout.WIDTH_LAST, List.of(), "last");
        HookPoint gone = new HookPoint("neck", 3, HookPoint.Layout.WIDTH_LAST, List.of(), "nowhere");
        HookPlaces<HookPoint> places = HookPlaces.of(List.of(stem, head));

        assertThat(places.hookPoints()).containsExactly(stem, head);
        assertThat(places.at(head)).isSameAs(head);
        assertThat(places.find("neck")).isEmpty();
        assertThatThrownBy(() -> places.at(gone))
                .isInstanceOf(NnException.class)
                .hasMessage("This network has no hook point neck; it has stem, head.");
    }
}
