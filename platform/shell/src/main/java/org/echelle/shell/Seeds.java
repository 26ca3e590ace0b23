package org.echelle.shell;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seeds as a command line has them: {@code 0..9}, {@code 4}, or {@code 3,5,8}; ranges may stand in a list. */
record Seeds(List<Long> all) {
    private static final int MOST = 100_000;

    Seeds {
        all = List.copyOf(all);
    }

    /** @throws TypeConversionException where the text tells no seeds */
    static Seeds of(String text) {
        List<Long> seeds = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int dots = part.indexOf("..");
            long from = whole(dots < 0 ? part : part.substring(0, dots), text);
            long to = dots < 0 ? from : whole(part.substring(dots + 2), text);
            if (to < from || to - from < 0 || to - from >= MOST) {
                throw new TypeConversionException(
                        "'" + part.strip() + "' is no range of up to " + MOST + " seeds; write 0..9 for the first ten");
            }
            for (long seed = from; seed < to; seed++) {
                seeds.add(seed);
            }
            seeds.add(to);
        }
        return new Seeds(seeds);
    }

    private static long whole(String number, String text) {
        try {
            return Long.parseLong(number.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' are no whole numbers; write 0..9 or 3,5,8");
        }
    }

    /** For options. */
    static final class Converter implements ITypeConverter<Seeds> {
        @Override
        public Seeds convert(String text) {
            return of(text);
        }
    }
}
