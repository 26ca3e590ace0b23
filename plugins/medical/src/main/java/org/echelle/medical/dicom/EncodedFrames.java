package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.echelle.medical.images.ImagingException;

/** Puts the fragments of compressed pixel data together to frames (DICOM PS3.5, A.4). */
final class EncodedFrames {
    private EncodedFrames() {}

    /**
     * The fragments of each frame.
     *
     * @param pixels pixel data with fragments, the first being the table of offsets
     * @param frames how many there must be
     * @return a list for each frame
     */
    static List<List<Element.Fragment>> of(Element pixels, int frames) {
        List<Element.Fragment> all = pixels.fragments();
        if (all.size() < 2) {
            throw new ImagingException("Its compressed pixel data are empty: fetch the file again.");
        }
        List<Element.Fragment> data = all.subList(1, all.size());
        if (frames == 1) {
            return List.of(data);
        }
        if (data.size() == frames) {
            return data.stream().map(List::of).toList();
        }
        if (data.size() < frames) {
            throw new ImagingException("It tells of " + frames + " frames and its pixel data have " + data.size()
                    + " fragments: the file is truncated; fetch it again.");
        }
        return byOffsets(pixels, all.get(0), data, frames);
    }

    private static List<List<Element.Fragment>> byOffsets(
            Element pixels, Element.Fragment table, List<Element.Fragment> data, int frames) {
        if (table.length() != 4L * frames) {
            throw new ImagingException("Its " + data.size() + " fragments make " + frames
                    + " frames, and no table of offsets tells which belong together: have the file written again with one, for example"
                    + " with GDCM's \"gdcmconv\".");
        }
        ByteBuffer offsets = ByteBuffer.wrap(pixels.source(), table.offset(), table.length())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        long origin = data.get(0).offset() - 8L;
        List<List<Element.Fragment>> out = new ArrayList<>();
        int next = 0;
        for (int f = 0; f < frames; f++) {
            long begin = origin + (offsets.getInt(4 * f) & 0xFFFFFFFFL);
            long end = f + 1 < frames ? origin + (offsets.getInt(4 * f + 4) & 0xFFFFFFFFL) : Long.MAX_VALUE;
            List<Element.Fragment> own = new ArrayList<>();
            if (next < data.size() && data.get(next).offset() - 8L == begin) {
                while (next < data.size() && data.get(next).offset() - 8L < end) {
                    own.add(data.get(next++));
                }
            }
            if (own.isEmpty()) {
                throw new ImagingException("The table of offsets sends frame " + (f + 1) + " to byte " + begin
                        + ", where no fragment begins: the file is broken.");
            }
            out.add(own);
        }
        return out;
    }

    static byte[] join(byte[] source, List<Element.Fragment> fragments) {
        long length = fragments.stream().mapToLong(Element.Fragment::length).sum();
        byte[] joined = new byte[Math.toIntExact(length)];
        int at = 0;
        for (Element.Fragment f : fragments) {
            System.arraycopy(source, f.offset(), joined, at, f.length());
            at += f.length();
        }
        return joined;
    }
}
