package org.echelle.medical.dicom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.echelle.medical.images.ImagingException;

/** Elements by tag, and their values as Java has them. */
final class DataSet {
    private final NavigableMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

    void put(Element element) {
        elements.put(element.tag(), element);
    }

    Collection<Element> elements() {
        return elements.values();
    }

    Optional<Element> find(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    Optional<Element> find(Tag tag) {
        return find(tag.number());
    }

    boolean has(Tag tag) {
        return find(tag)
                .filter(e ->
                        e.length() > 0 || !e.items().isEmpty() || !e.fragments().isEmpty())
                .isPresent();
    }

    /** @return the items of a sequence; none if it is absent */
    List<DataSet> items(Tag tag) {
        return find(tag).map(Element::items).orElse(List.of());
    }

    /** @return the only or first item of a sequence */
    Optional<DataSet> item(Tag tag) {
        return items(tag).stream().findFirst();
    }

    /** @return the text without padding, empty if there is none */
    String text(Tag tag) {
        return find(tag).map(DataSet::text).orElse("");
    }

    static String text(Element e) {
        String text = new String(e.source(), e.offset(), e.length(), StandardCharsets.ISO_8859_1);
        return text.replace('\0', ' ').strip();
    }

    /** @return the values of a text of several, each without padding; none if absent or empty */
    List<String> texts(Tag tag) {
        String text = text(tag);
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("\\\\", -1)).map(String::strip).toList();
    }

    /** @return decimal numbers (DS, IS, or binary); none if absent or empty */
    double[] numbers(Tag tag) {
        Optional<Element> found = find(tag).filter(e -> e.length() > 0);
        if (found.isEmpty()) {
            return new double[0];
        }
        Element e = found.get();
        ByteBuffer b = buffer(e);
        int n = e.length();
        return switch (kind(tag, e)) {
            case US -> fill(n / 2, i -> b.getShort(2 * i) & 0xFFFF);
            case SS -> fill(n / 2, i -> b.getShort(2 * i));
            case UL -> fill(n / 4, i -> b.getInt(4 * i) & 0xFFFFFFFFL);
            case SL -> fill(n / 4, i -> b.getInt(4 * i));
            case FL -> fill(n / 4, i -> b.getFloat(4 * i));
            case FD -> fill(n / 8, i -> b.getDouble(8 * i));
            default -> texts(tag).stream().mapToDouble(t -> number(tag, t)).toArray();
        };
    }

    /** @return the first number, or {@code otherwise} */
    double number(Tag tag, double otherwise) {
        double[] all = numbers(tag);
        return all.length == 0 ? otherwise : all[0];
    }

    /** @return the first number, a whole one */
    OptionalInt whole(Tag tag) {
        double[] all = numbers(tag);
        if (all.length == 0) {
            return OptionalInt.empty();
        }
        if (all[0] != Math.rint(all[0]) || Math.abs(all[0]) > Integer.MAX_VALUE) {
            throw new ImagingException(tag.told() + " is " + all[0] + ", not a whole number: the file is broken.");
        }
        return OptionalInt.of((int) all[0]);
    }

    /** @return the first number of an element without which there is no image */
    int needed(Tag tag) {
        return whole(tag)
                .orElseThrow(
                        () -> new ImagingException(
                                tag.told()
                                        + " is missing, so the pixel data cannot be understood: ask whoever made the file for a whole one."));
    }

    private static Vr kind(Tag tag, Element e) {
        // what is marked unknown, or came without a mark, is what the standard says
        return e.vr() == Vr.UN || e.vr() == Vr.OW || e.vr() == Vr.OB ? tag.vr() : e.vr();
    }

    private static double number(Tag tag, String text) {
        if (text.isEmpty()) {
            return Double.NaN;
        }
        // Java would also read "1d", "0x1p3" and "NaN"
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                throw notANumber(tag);
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw notANumber(tag);
        }
    }

    private static ImagingException notANumber(Tag tag) {
        return new ImagingException(tag.told() + " is not a decimal number: the file is broken.");
    }

    /** @return a view of an element's bytes in its order, beginning at 0 */
    static ByteBuffer buffer(Element e) {
        return ByteBuffer.wrap(e.source(), e.offset(), e.length()).slice().order(e.order());
    }

    private static double[] fill(int n, java.util.function.IntToDoubleFunction value) {
        double[] all = new double[n];
        for (int i = 0; i < n; i++) {
            all[i] = value.applyAsDouble(i);
        }
        return all;
    }
}
