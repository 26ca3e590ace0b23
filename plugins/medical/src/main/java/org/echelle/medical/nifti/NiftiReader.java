package org.echelle.medical.nifti;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.echelle.medical.images.Acquisition;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.Identity;
import org.echelle.medical.images.ImageReader;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Photometric;
import org.echelle.medical.images.Volume;

/**
 * Reads NIfTI-1 and NIfTI-2: .nii, .nii.gz, and .hdr with .img beside it.
 *
 * <p>The first dimension becomes columns, the second rows, the third slices, the fourth times, in the file's own order ({@link Canonical}
 * turns them to RAS+); scaling is applied.
 */
public final class NiftiReader implements ImageReader {
    /** Deflate gives at most 1032 bytes for one. */
    private static final double MOST_INFLATED_A_BYTE = 1032;

    @Override
    public boolean recognises(byte[] head, String fileName) {
        return fileName.toLowerCase(Locale.ROOT).matches(".*\\.(nii|hdr|img)(\\.gz)?") || Header.isThere(head);
    }

    @Override
    public Volume read(Path file) {
        try {
            return volume(file);
        } catch (ImagingException e) {
            throw e.in(String.valueOf(file.getFileName()));
        }
    }

    private static Volume volume(Path file) {
        Path headed = sibling(file, "img", "hdr");
        try (InputStream in = open(headed)) {
            Header header = Header.of(in.readNBytes(Header.LONGEST));
            if (!header.ownFile()) {
                try (InputStream whole = open(headed)) {
                    return read(header, whole, Files.size(headed));
                }
            }
            Path values = sibling(headed, "hdr", "img");
            if (values.equals(headed)) {
                throw new ImagingException(
                        "Its values lie in a file .img of their own, and there is none beside it: put both together.");
            }
            try (InputStream other = open(values)) {
                return read(header, other, Files.size(values));
            }
        } catch (EOFException e) {
            throw new ImagingException("The file is truncated: it ends before its values do; fetch it again.", e);
        } catch (ZipException e) {
            throw new ImagingException("Its compression (gzip) is broken: fetch the file again.", e);
        } catch (IOException e) {
            throw new ImagingException("The file cannot be opened: check that it is there and readable.", e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        try {
            return first == 0x1F && second == 0x8B ? new BufferedInputStream(new GZIPInputStream(in, 1 << 14)) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** The other file of a pair, compressed or not, or this one if there is none. */
    private static Path sibling(Path file, String ending, String other) {
        String name = String.valueOf(file.getFileName());
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        if (!plain.endsWith("." + ending)) {
            return file;
        }
        String base = plain.substring(0, plain.length() - ending.length()) + other;
        for (String candidate : List.of(base, base + ".gz")) {
            if (Files.isRegularFile(file.resolveSibling(candidate))) {
                return file.resolveSibling(candidate);
            }
        }
        return file;
    }

    private static Volume read(Header header, InputStream in, long fileLength) throws IOException {
        int[] size = header.size();
        Optional<Affine> place = Placing.of(header);
        double wanted = header.values() * header.type().bytes();
        double frame = (double) size[0] * size[1] * header.type().bytes();
        if (wanted > MOST_INFLATED_A_BYTE * fileLength || frame > Integer.MAX_VALUE - 16) {
            throw new ImagingException(String.format(
                    Locale.ROOT,
                    "Its %d bytes cannot hold %d x %d x %d x %d values of %s: the file is truncated or broken.",
                    fileLength,
                    size[0],
                    size[1],
                    size[2],
                    size[3],
                    header.type()));
        }
        in.skipNBytes(header.offset());
        List<float[]> frames = new ArrayList<>();
        byte[] bytes = new byte[(int) frame];
        ByteBuffer values = ByteBuffer.wrap(bytes).order(header.order());
        for (int f = 0; f < size[2] * size[3]; f++) {
            int got = in.readNBytes(bytes, 0, bytes.length);
            if (got < bytes.length) {
                throw new ImagingException("The file is truncated: it ends in slice " + (f + 1) + " of "
                        + size[2] * size[3] + "; fetch it again.");
            }
            float[] out = new float[size[0] * size[1]];
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) (header.type().get(values, i) * header.slope() + header.intercept());
            }
            frames.add(out);
        }
        TreeMap<String, String> told = new TreeMap<>();
        told.put(Acquisition.ENCODING, header.type().name().toLowerCase(Locale.ROOT));
        return new Volume(
                frames,
                size[1],
                size[0],
                1,
                size[3],
                Placing.spacing(header, place),
                Photometric.MONOCHROME2,
                List.of(),
                place,
                "",
                told,
                Identity.NOBODY);
    }
}
