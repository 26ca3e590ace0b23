package org.echelle.shell;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.echelle.api.Option;

/** Describes the keys of an options record, one line a key. */
public final class OptionList {
    private OptionList() {}

    /** The lines of a record. */
    public static List<String> of(Class<? extends Record> options) {
        List<String> lines = new ArrayList<>();
        collect(options, "", lines);
        return lines;
    }

    @SuppressWarnings("unchecked") // isRecord says so
    private static void collect(Class<? extends Record> options, String prefix, List<String> lines) {
        for (RecordComponent component : options.getRecordComponents()) {
            String key = prefix + dashed(component.getName());
            Option option = component.getAnnotation(Option.class);
            if (component.getType().isRecord()) {
                collect((Class<? extends Record>) component.getType(), key + ".", lines);
                continue;
            }
            String fallback = option == null || option.fallback().equals(Option.REQUIRED)
                    ? (isContainer(component.getType()) ? "" : ", required")
                    : ", default " + (option.fallback().isEmpty() ? "empty" : option.fallback());
            lines.add(key + " (" + name(component.getGenericType()) + fallback + ")"
                    + (option == null ? "" : ": " + option.value()));
        }
    }

    private static boolean isContainer(Class<?> type) {
        return type.getName().startsWith("java.util.");
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] inner = generic.getActualTypeArguments();
            return ((Class<?>) generic.getRawType()).getSimpleName().toLowerCase(Locale.ROOT) + " of "
                    + name(inner[inner.length - 1]);
        }
        Class<?> c = (Class<?>) type;
        if (c.isEnum()) {
            List<String> words = new ArrayList<>();
            for (Object constant : c.getEnumConstants()) {
                words.add(constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
            return String.join("|", words);
        }
        return c.getSimpleName().toLowerCase(Locale.ROOT);
    }

    static String dashed(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
