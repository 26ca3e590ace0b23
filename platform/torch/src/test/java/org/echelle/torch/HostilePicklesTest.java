package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch files that want something else than to be weights. Pickles are written by hand, opcode by opcode. */
class HostilePicklesTest {
    private static final String PROTO = "\u0080\u0002";

    @TempDir
    Path folder;

    static byte[] zip(boolean stored, Map<String, byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                entry.setMethod(stored ? ZipEntry.STORED : ZipEntry.DEFLATED);
                if (stored) {
                    CRC32 crc = new CRC32();
                    crc.update(part.getValue());
                    entry.setSize(part.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] pickle(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path torchFile(String pickle, float... storage) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(storage.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(storage);
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("m/data.pkl", pickle(pickle));
        parts.put("m/data/0", data.array());
        return Files.write(folder.resolve("m.pt"), zip(true, parts));
    }

    private static String text(String value) {
        return "X" + (char) value.length() + "\0\0\0" + value;
    }

    /** {"w": tensor} over storage 0 of the given number of floats; sizes and strides are small numbers. */
    private static String tensor(int numel, int offset, String sizes, String strides) {
        return PROTO + "}" + text("w") + "ctorch._utils\n_rebuild_tensor_v2\n(("
                + text("storage") + "ctorch\nFloatStorage\n" + text("0") + text("cpu") + "K" + (char) numel + "tQK"
                + (char) offset + tuple(sizes) + tuple(strides) + "\u0089}tRs.";
    }

    private static String tuple(String digits) {
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < digits.length(); i++) {
            out.append('K').append((char) (digits.charAt(i) - '0'));
        }
        return out.append('t').toString();
    }

    @Test
    void stridesAndOffsetsAreHonoured() throws IOException {
        float[] storage = {0, 1, 2, 3, 4, 5, 6};
        assertThat(Weights.read(torchFile(tensor(7, 1, "23", "31"), storage)).tensor("w"))
                .isEqualTo(HostTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        // the transpose of a 2 x 3 matrix: element [i][j] is storage 1 + i + 3 j
        assertThat(Weights.read(torchFile(tensor(7, 1, "32", "13"), storage)).tensor("w"))
                .isEqualTo(HostTensor.ofFloats(new float[] {1, 4, 2, 5, 3, 6}, 3, 2));
        // expanded: one number seen four times
        assertThat(Weights.read(torchFile(tensor(7, 5, "22", "00"), storage))
                        .tensor("w")
                        .toFloats())
                .containsExactly(5, 5, 5, 5);
        assertThat(Weights.read(torchFile(tensor(7, 2, "", ""), storage)).tensor("w"))
                .isEqualTo(HostTensor.ofFloats(new float[] {2}));
    }

    @Test
    void optionsOfATrainingScriptAreReadAsNamedValues() throws IOException {
        // as fair-esm's checkpoints: {"cfg": {"model": Namespace(encoder_layers=6, token_dropout=True)}, "model": {"w":
        // tensor}}
        String namespace =
                "cargparse\nNamespace\n)\u0081}(" + text("encoder_layers") + "K\6" + text("token_dropout") + "\u0088ub";
        String cfg = "}" + text("model") + namespace + "s";
        String tensor = PickleBytes.tensor(
                PickleBytes.storage("FloatStorage", "0", 2), 0, PickleBytes.tuple(2), PickleBytes.tuple(1));
        String program = PROTO + "}(" + text("cfg") + cfg + text("model") + "}" + text("w") + tensor + "s" + "u.";
        Weights weights = Weights.read(torchFile(program, new float[] {1, 2}));
        assertThat(weights.names()).containsExactly("w");
        assertThat(weights.facts())
                .containsEntry("cfg.model.encoder_layers", 6L)
                .containsEntry("cfg.model.token_dropout", true);
    }

    @ParameterizedTest(name = "storage of {0}, offset {1}, size {2}, stride {3}")
    @CsvSource({"7, 2, 23, 31", "7, 0, 9, 1", "7, 7, 1, 1", "8, 0, 2, 1", "7, 0, 22, 61", "7, 0, 22, 1"})
    void aTensorThatReachesBeyondItsStorageIsRefused(int numel, int offset, String size, String stride)
            throws IOException {
        Path file = torchFile(tensor(numel, offset, size, stride), new float[7]);
        assertThatThrownBy(() -> Weights.read(file)).isInstanceOf(TorchException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "os system",
                "posix system",
                "nt system",
                "subprocess Popen",
                "builtins eval",
                "__builtin__ exec",
                "builtins getattr",
                "importlib import_module",
                "pickle loads",
                "numpy.core.multiarray _reconstruct",
                "torch.nn.modules.linear Linear",
                "__main__ Net",
                "torch load",
                "torch._utils _rebuild_wrapper_subclass",
                "collections namedtuple",
                "torch.storage _load_from_bytes",
            })
    void aGlobalThatIsNotOnTheListIsRefusedByName(String global) throws IOException {
        String[] parts = global.split(" ");
        String called = PROTO + "c" + parts[0] + "\n" + parts[1] + "\n" + text("touch x") + "\u0085R.";
        Path file = torchFile(called);
        assertThatThrownBy(() -> Weights.read(file))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining(parts[0] + "." + parts[1])
                .hasMessageContaining("refused");
        Path stacked = torchFile("\u0080\u0004" + text(parts[0]) + text(parts[1]) + "\u0093.");
        assertThatThrownBy(() -> Weights.read(stacked)).hasMessageContaining(parts[0] + "." + parts[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(ios\nsystem\n.",
                "(cos\nsystem\no.",
                "\u0082\u0001.",
                "Pid\n.",
                ".",
                "R.",
                "}s.",
                "(u.",
                "t.",
                "h\u0005.",
                "X\u00ff\u00ff\u00ff\u007f.",
                "X\u00ff\u00ff\u00ff\u00ff.",
                "\u0080\u0009.",
                "]q\0h\0a.",
                "}}Ns.",
                "NN\u0081.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.",
                "\u008a\u0009\0\0\0\0\0\0\0\0\u0001K\u0001R.",
                "]]b.",
                "\u00ff.",
                "",
            })
    void aProgramThatIsNoWeightFileIsRefused(String program) throws IOException {
        Path file = torchFile(PROTO + program);
        assertThatThrownBy(() -> Weights.read(file)).isInstanceOf(TorchException.class);
    }

    @Test
    void deepNestingIsRefusedAndSharedNestingIsCounted() throws IOException {
        Path deep = torchFile(PROTO + "]".repeat(5000) + "a".repeat(4999) + ".");
        assertThatThrownBy(() -> Weights.read(deep)).hasMessageContaining("nested");
        // thirty lists, each holding the one before it ten times: 10^30 leaves on a walk
        StringBuilder laughs = new StringBuilder(PROTO + "]q\0");
        for (int i = 0; i < 30; i++) {
            laughs.append("0](")
                    .append(("h" + (char) i).repeat(10))
                    .append('e')
                    .append('q')
                    .append((char) (i + 1));
        }
        Path shared = torchFile(laughs + ".");
        assertThatThrownBy(() -> Weights.read(shared)).hasMessageContaining("more than");
    }

    @Test
    void wrappersAreOpenedAndNestedNamesAreJoined() throws IOException {
        String tensor = tensor(1, 0, "1", "1").substring(2);
        String inner = tensor.substring(0, tensor.length() - 1); // without STOP
        Path file = torchFile(
                PROTO + "}" + text("epoch") + "K\u0007s" + text("model_state_dict") + "}" + text("enc") + inner + "ss.",
                9);
        Weights weights = Weights.read(file);
        assertThat(weights.names()).containsExactly("enc.w");
        assertThat(weights.facts()).containsEntry("epoch", 7L);
        assertThat(weights.strip("enc.").tensor("w").toFloats()).containsExactly(9);
    }

    @Test
    void compressedPartsMissingPartsAndNamesThatClimbAreRefused() throws IOException {
        byte[] good = pickle(tensor(1, 0, "1", "1"));
        Path packed = Files.write(
                folder.resolve("packed.pt"), zip(false, Map.of("m/data.pkl", good, "m/data/0", new byte[4])));
        assertThatThrownBy(() -> Weights.read(packed)).hasMessageContaining("compressed");
        Path missing = Files.write(folder.resolve("missing.pt"), zip(true, Map.of("m/data.pkl", good)));
        assertThatThrownBy(() -> Weights.read(missing)).hasMessageContaining("missing");
        for (String name : new String[] {"../x", "m/../../x", "/etc/x", "C:\\x"}) {
            Path climbing = Files.write(
                    folder.resolve("climbing.pt"), zip(true, Map.of("m/data.pkl", good, name, new byte[4])));
            assertThatThrownBy(() -> Weights.read(climbing)).hasMessageContaining("leads out of it");
        }
    }

    @Test
    void twoEntriesOverTheSameBytesAreRefused() throws IOException {
        byte[] file = zip(true, Map.of("m/data.pkl", pickle(tensor(1, 0, "1", "1")), "m/data/0", new byte[4]));
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int first = bytes.getInt(file.length - 22 + 16);
        int second = first + 46 + Short.toUnsignedInt(bytes.getShort(first + 28));
        bytes.putInt(second + 42, bytes.getInt(first + 42)); // both entries now start at the same place
        Path overlapping = Files.write(folder.resolve("overlapping.pt"), file);
        assertThatThrownBy(() -> Weights.read(overlapping)).hasMessageContaining("another name");
    }

    @Test
    void aPlainPickleIsNeverRun() throws IOException {
        Path file =
                Files.write(folder.resolve("x.pkl"), pickle(PROTO + "cos\nsystem\n" + text("touch x") + "\u0085R."));
        assertThatThrownBy(() -> Weights.read(file)).hasMessageContaining("never run");
    }

    @Property(tries = 2000)
    void noBytesMakeTheReaderFailOtherwiseThanWithASentence(@ForAll @Size(max = 200) byte[] program) {
        run(program);
    }

    @Test
    @Tag("long")
    void aMillionBrokenProgramsAllEndInASentence() {
        Random random = new Random(7);
        byte[] good = pickle(tensor(7, 1, "32", "13"));
        for (int i = 0; i < 1_000_000; i++) {
            byte[] program = good.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                program[random.nextInt(program.length)] = (byte) random.nextInt();
            }
            run(program);
        }
    }

    /** Runs a program on a vocabulary with one storage of seven floats; only a sentence may come out. */
    private static void run(byte[] program) {
        TorchObjects objects = new TorchObjects("x.pt", (storage, view) -> {
            storage.placeAt(new FileSlice(Path.of("x.pt"), 0, 28), false, "x.pt");
            return storage;
        });
        assertThatCode(() -> {
                    try {
                        StateDict.of(new PickleMachine(ByteBuffer.wrap(program), objects, "x.pt").run(), "x.pt");
                    } catch (TorchException e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                })
                .doesNotThrowAnyException();
    }
}
