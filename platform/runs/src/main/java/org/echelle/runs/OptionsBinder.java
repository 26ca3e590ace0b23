package org.echelle.runs;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.echelle.api.EchelleException;
import org.echelle.api.Option;
import org.echelle.torch.Nearest;

/**
 * Binds config sections to options records as {@link Option} describes. Every mistake is one sentence with the place where it was
 * written; an unknown key is answered with the nearest known one.
 */
final class OptionsBinder {
    private final Path base;

    /** @param base the folder from which relative paths are taken */
    OptionsBinder(Path base) {
        this.base = base;
    }

    /** Binds a section; a null section stands for an empty one. */
    <T extends Record> T bind(Class<T> type, ConfigNode section, String what) {
        ConfigNode node = section == null || section.isNull ? ConfigNode.map(what) : section;
        if (!node.isMap()) {
            throw new RunException(node.origin + ": '" + what + "' must be a section of 'key: value' lines.");
        }
        RecordComponent[] components = type.getRecordComponents();
        List<String> known = keys(type);
        for (String key : node.entries.keySet()) {
            if (!known.contains(key)) {
                throw unknownKey(node.keyOrigins.get(key), key, known, what);
            }
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            ConfigNode value = node.entries.get(key(components[i]));
            values[i] = value == null || value.isNull
                    ? fallback(components[i], node.origin, what)
                    : convert(components[i].getGenericType(), value, key(components[i]));
        }
        return construct(type, values, node);
    }

    /** The config keys of an options record. */
    static List<String> keys(Class<? extends Record> type) {
        return Stream.of(type.getRecordComponents()).map(OptionsBinder::key).toList();
    }

    /** The error for a key that nobody knows. */
    static RunException unknownKey(String origin, String key, List<String> known, String what) {
        return new RunException(origin + ": unknown key '" + key + "' in " + what
                + Nearest.question(key, known)
                + (known.isEmpty()
                        ? " It takes none."
                        : " Known keys: " + known.stream().sorted().collect(Collectors.joining(", ")) + "."));
    }

    /** Config key of a component: lower case with dashes. */
    static String key(RecordComponent component) {
        return dashed(component.getName());
    }

    private static String dashed(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private Object fallback(RecordComponent component, String origin, String what) {
        Option option = component.getAnnotation(Option.class);
        Class<?> raw = component.getType();
        String text = option == null ? Option.REQUIRED : option.fallback();
        if (!text.equals(Option.REQUIRED)) {
            return raw == Optional.class && text.isEmpty()
                    ? Optional.empty()
                    : convert(component.getGenericType(), fallbackNode(text, raw), key(component));
        }
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == List.class) {
            return List.of();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        if (raw.isRecord()) {
            return bind(raw.asSubclass(Record.class), null, key(component));
        }
        throw new RunException(origin + ": " + what + " needs the key '" + key(component) + "'"
                + (option == null ? "" : " (" + option.value() + ")") + ".");
    }

    private static ConfigNode fallbackNode(String text, Class<?> raw) {
        ConfigNode holder = ConfigNode.map("built-in default");
        ConfigFile.set(holder, "x=" + text);
        ConfigNode node = holder.entries.get("x");
        if (raw == List.class && !node.isList()) {
            ConfigNode list = ConfigNode.list(node.origin);
            if (!text.isBlank()) {
                list.items.add(node);
            }
            return list;
        }
        return node;
    }

    private Object convert(Type type, ConfigNode node, String key) {
        if (type instanceof ParameterizedType generic) {
            return convertGeneric(generic, node, key);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return bind(raw.asSubclass(Record.class), node, key);
        }
        if (node.text == null) {
            throw new RunException(node.origin + ": '" + key + "' must be a single value, not a "
                    + (node.isList() ? "list" : "section") + ".");
        }
        return scalar(raw, node, key);
    }

    private Object convertGeneric(ParameterizedType type, ConfigNode node, String key) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            // "key:" and --set key= take a value away; an empty path would be the folder itself
            boolean away = arguments[0] != String.class && node.text != null && node.text.isBlank();
            return away ? Optional.empty() : Optional.of(convert(arguments[0], node, key));
        }
        if (raw == List.class) {
            List<Object> values = new ArrayList<>();
            if (node.isList()) {
                node.items.forEach(item -> values.add(convert(arguments[0], item, key)));
            } else if (node.text != null && !node.text.isBlank()) {
                for (String part : node.text.split(",")) {
                    values.add(convert(arguments[0], ConfigNode.scalar(node.origin, part.trim()), key));
                }
                if (arguments[0] == Path.class) { // as of a single one: the run's folder is opened from elsewhere
                    node.means(values.stream().map(Object::toString).collect(Collectors.joining(",")));
                }
            } else {
                throw new RunException(node.origin + ": '" + key + "' must be a list such as [a, b].");
            }
            return List.copyOf(values);
        }
        if (raw == Map.class && arguments[0] == String.class) {
            if (!node.isMap()) {
                throw new RunException(node.origin + ": '" + key + "' must be a section of 'key: value' lines.");
            }
            Map<String, Object> values = new LinkedHashMap<>();
            node.entries.forEach((name, value) -> values.put(name, convert(arguments[1], joined(value), name)));
            return values;
        }
        throw new IllegalStateException(
                "an options record has a component of type " + type + ", which the contract forbids");
    }

    /** A list of single values as one with commas: a free section's keys have no types, and [a, b] means what a,b means. */
    private static ConfigNode joined(ConfigNode node) {
        if (!node.isList() || node.items.stream().anyMatch(item -> item.text == null)) {
            return node;
        }
        String text = node.items.stream().map(item -> item.text).collect(Collectors.joining(","));
        return ConfigNode.scalar(node.origin, text);
    }

    private Object scalar(Class<?> raw, ConfigNode node, String key) {
        String text = node.text.trim();
        try {
            if (raw == String.class) {
                return node.text;
            } else if (raw == int.class || raw == Integer.class) {
                return Integer.parseInt(text.replace("_", ""));
            } else if (raw == long.class || raw == Long.class) {
                return Quantity.parseLong(text);
            } else if (raw == double.class || raw == Double.class) {
                return Double.parseDouble(text.replace("_", ""));
            }
        } catch (NumberFormatException e) {
            String wanted = raw == double.class || raw == Double.class ? "a number" : "a whole number";
            throw new RunException(node.origin + ": '" + key + "' must be " + wanted + ", not '" + text + "'.", e);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on" -> true;
                case "false", "no", "off" -> false;
                default ->
                    throw new RunException(node.origin + ": '" + key + "' must be true or false, not '" + text + "'.");
            };
        }
        if (raw == Path.class) {
            if (text.isEmpty()) {
                throw new RunException(node.origin + ": '" + key + "' is empty; it must name a file or folder.");
            }
            // what the command line says is meant from where the user stands, what a file says from where the file lies
            Path from = node.origin.startsWith("--") ? Path.of("").toAbsolutePath() : base;
            Path path = from.resolve(text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text)
                    .normalize();
            node.means(path.toString());
            return path;
        }
        if (raw.isEnum()) {
            List<String> names = new ArrayList<>();
            for (Object constant : raw.getEnumConstants()) {
                String name =
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                    return constant;
                }
                names.add(name);
            }
            throw new RunException(node.origin + ": '" + key + "' must be one of " + String.join(", ", names)
                    + ", not '" + text + "'.");
        }
        throw new IllegalStateException("an options record has a component of " + raw + ", which the contract forbids");
    }

    private static <T extends Record> T construct(Class<T> type, Object[] values, ConfigNode section) {
        Class<?>[] types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof EchelleException || cause instanceof IllegalArgumentException) {
                throw new RunException(place(section, cause.getMessage()) + ": " + cause.getMessage(), cause);
            }
            throw new IllegalStateException("options record " + type.getName() + " cannot be built", cause);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("options record " + type.getName() + " cannot be built", e);
        }
    }

    /** Where the first key that a refusal quotes was written; the section's own place when it quotes none that was. */
    private static String place(ConfigNode section, String refusal) {
        return section.entries.keySet().stream()
                .filter(key -> refusal.contains("'" + key + "'"))
                .min(Comparator.comparingInt(key -> refusal.indexOf("'" + key + "'")))
                .map(section.keyOrigins::get)
                .orElse(section.origin);
    }
}
