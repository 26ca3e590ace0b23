package org.echelle.testkit.conformance;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.echelle.api.Option;

/** Values of options as the host would bind them, where a config says nothing but what is required. */
final class OptionValues {
    private static final Set<Class<?>> SINGLE = Set.of(
            String.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            double.class,
            Double.class,
            boolean.class,
            Boolean.class,
            Path.class);

    private OptionValues() {}

    static boolean sayable(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class
                    ? arguments[0] == String.class && sayable(arguments[1])
                    : (generic.getRawType() == Optional.class || generic.getRawType() == List.class)
                            && sayable(arguments[0]);
        }
        return type instanceof Class<?> raw && (SINGLE.contains(raw) || raw.isEnum() || raw.isRecord());
    }

    /** Whether a config may leave every key out. */
    static boolean needsNothing(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents()).noneMatch(OptionValues::required);
    }

    /** Whether a config must say the key. */
    static boolean required(RecordComponent component) {
        Class<?> raw = component.getType();
        return text(component) == null
                && raw != Optional.class
                && raw != List.class
                && raw != Map.class
                && !(raw.isRecord() && needsNothing(raw.asSubclass(Record.class)));
    }

    /** Whether a config names files by it. */
    static boolean files(RecordComponent component) {
        return component.getGenericType().getTypeName().contains(Path.class.getName());
    }

    /**
     * The record with its fallbacks, and with something small for what is required.
     *
     * @param path stands for the files that are required, or for the first optional ones where none are
     */
    static <T extends Record> T record(Class<T> type, Path path) {
        RecordComponent[] components = type.getRecordComponents();
        boolean must = Stream.of(components).anyMatch(c -> files(c) && c.getType() == Path.class && text(c) == null);
        boolean given = must;
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = of(components[i], path);
            if (!given && files(components[i])) {
                Object named = named(components[i], path);
                values[i] = named == null ? values[i] : named;
                given = named != null;
            }
        }
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object named(RecordComponent component, Path path) {
        Class<?> raw = component.getType();
        if (raw == Optional.class) {
            return Optional.of(path);
        }
        return raw == List.class ? List.of(path) : null;
    }

    /**
     * The value of one component.
     *
     * @throws IllegalArgumentException with what the fallback is not
     */
    static Object of(RecordComponent component, Path path) {
        Class<?> raw = component.getType();
        String text = text(component);
        if (raw == Optional.class) {
            return text == null || text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(single(argument(component, 0), text));
        }
        if (raw == List.class) {
            return text == null || text.isBlank()
                    ? List.of()
                    : Stream.of(text.replaceAll("^\\s*\\[|\\]\\s*$", "").split(","))
                            .map(part -> single(argument(component, 0), part.trim()))
                            .toList();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        if (raw.isRecord()) {
            return record(raw.asSubclass(Record.class), path);
        }
        return text == null ? something(raw, path) : single(raw, text);
    }

    private static Class<?> argument(RecordComponent component, int at) {
        Type argument = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[at];
        return argument instanceof Class<?> raw ? raw : String.class;
    }

    private static String text(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        return option == null || option.fallback().equals(Option.REQUIRED) ? null : option.fallback();
    }

    private static Object something(Class<?> raw, Path path) {
        if (raw == Path.class) {
            return path;
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        return raw == boolean.class || raw == Boolean.class ? (Object) false : single(raw, "1");
    }

    private static Object single(Class<?> raw, String text) {
        String plain = text.trim().replace("_", "");
        if (raw == int.class || raw == Integer.class) {
            return Integer.parseInt(plain);
        }
        if (raw == long.class || raw == Long.class) {
            return plain.matches("[0-9.]+ ?[kKmMgGtT]i?") ? Long.MAX_VALUE : Long.parseLong(plain); // 1M, 4Gi
        }
        if (raw == double.class || raw == Double.class) {
            return Double.parseDouble(plain);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            if (Set.of("true", "yes", "on").contains(plain.toLowerCase(Locale.ROOT))) {
                return true;
            }
            if (Set.of("false", "no", "off").contains(plain.toLowerCase(Locale.ROOT))) {
                return false;
            }
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .filter(c ->
                            ((Enum<?>) c).name().equalsIgnoreCase(text.trim().replace('-', '_')))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of "
                            + Arrays.toString(raw.getEnumConstants()).toLowerCase(Locale.ROOT)));
        }
        return raw == Path.class ? Path.of(text) : text;
    }
}
