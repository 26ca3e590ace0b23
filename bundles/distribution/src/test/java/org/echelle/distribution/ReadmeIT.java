package org.echelle.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is true: its Java program compiles and gives a dictionary, without any framework. */
class ReadmeIT {
    private static final Pattern BLOCK =
            Pattern.compile("<!-- fifteen-lines -->\\s*```java\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("\\bclass (\\w+)");
    private static final int ROWS = 4000;
    private static final int WIDTH = 8;

    @TempDir
    private Path temporary;

    @Test
    void theProgramOfFifteenLinesTrainsADictionaryOnAMatrix() throws Exception {
        Path readme = Path.of(System.getProperty("echelle.root", "../..")).resolve("README.md");
        Matcher block = BLOCK.matcher(Files.readString(readme));
        assertThat(block.find()).as("a marked Java block in " + readme).isTrue();
        String program = block.group(1);
        assertThat(program.lines().count()).isLessThanOrEqualTo(15);
        assertThat(program).doesNotContain("osgi").doesNotContain("felix");
        Matcher name = CLASS.matcher(program);
        assertThat(name.find()).isTrue();
        Path matrix = matrix();
        Path out = temporary.resolve("dictionary");

        run(program, name.group(1), matrix.toString(), out.toString());

        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = Dictionaries.load(out, manager)) {
            assertThat(dictionary.features()).isEqualTo(512);
            assertThat(dictionary.width()).isEqualTo(WIDTH);
            var codes = dictionary.encode(manager.randomNormal(new ai.djl.ndarray.types.Shape(3, WIDTH)));
            assertThat(codes.rows()).isEqualTo(3);
            assertThat(codes.nonZeros()).isBetween(3, 3 * 16);
        }
    }

    private void run(String program, String name, String... arguments) throws Exception {
        Path source = Files.writeString(temporary.resolve(name + ".java"), program);
        Path classes = Files.createDirectories(temporary.resolve("classes"));
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        complaints,
                        complaints,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(code).as(complaints.toString(US_ASCII)).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
        }
    }

    /** Rows of a few random directions each, as a NumPy file (NEP 1). */
    private Path matrix() throws IOException {
        String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + ROWS + ", " + WIDTH + "), }";
        int length = 64 * ((10 + dict.length() + 1 + 63) / 64) - 10;
        String header = dict + " ".repeat(length - dict.length() - 1) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + length + 4 * ROWS * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
        bytes.putShort((short) length).put(header.getBytes(US_ASCII));
        Random random = new Random(4);
        while (bytes.hasRemaining()) {
            bytes.putFloat(random.nextInt(4) == 0 ? random.nextFloat() : 0);
        }
        return Files.write(temporary.resolve("activations.npy"), bytes.array());
    }
}
