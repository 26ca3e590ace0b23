package org.echelle.diffusion.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;

/** A line of make_networks.py's lists: a parameter's name in a one-file checkpoint, in a diffusers folder, and its shape in the file. */
public record RenamedWeights(String theirs, String ours, long[] shape) {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 20);

    public static List<RenamedWeights> read(Path file) throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return in.lines()
                    .map(l -> l.split(" ", 3))
                    .map(p -> new RenamedWeights(
                            p[0],
                            p[1],
                            Arrays.stream(p[2].split("x", -1))
                                    .mapToLong(Long::parseLong)
                                    .toArray()))
                    .toList();
        }
    }

    /** A tensor that costs no memory of its own. */
    public static HostTensor zeros(long... shape) {
        int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return new HostTensor(ElementType.U8, shape, ZEROS.slice(0, elements));
    }
}
