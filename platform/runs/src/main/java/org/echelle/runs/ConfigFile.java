package org.echelle.runs;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Reads a YAML run config into {@link ConfigNode}s; only plain scalars, lists and maps, never a type tag. */
final class ConfigFile {
    private static final int MAX_CHARS = 4 * 1024 * 1024;

    private ConfigFile() {}

    static ConfigNode read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return parse(reader, file.getFileName().toString());
        } catch (NoSuchFileException e) {
            throw new RunException("There is no config file " + file + ".", e);
        } catch (CharacterCodingException e) {
            throw new RunException(file + " is not a text file in UTF-8.", e);
        } catch (IOException e) {
            throw new RunException("The config file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    static ConfigNode parse(Reader reader, String name) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARS);
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(10);
        Node root;
        try {
            Yaml yaml = new Yaml(
                    new SafeConstructor(options), new Representer(new DumperOptions()), new DumperOptions(), options);
            root = yaml.compose(reader);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw new RunException(place(name, mark) + ": this is not valid YAML: " + e.getProblem() + ".", e);
        } catch (YAMLException e) {
            throw new RunException(name + " is not valid YAML: " + e.getMessage() + ".", e);
        }
        if (root == null) {
            return ConfigNode.map(name);
        }
        ConfigNode node = convert(root, name, 0);
        if (!node.isMap()) {
            throw new RunException(node.origin + ": a run config is a list of 'key: value' lines.");
        }
        return node;
    }

    /** Sets {@code a.b.0.c=value} on a config, making sections that are not there. */
    static void set(ConfigNode root, String assignment) {
        set(root, assignment, "--set " + assignment);
    }

    /** The same for an assignment that was written otherwise; {@code origin} is what errors tell of it. */
    static void set(ConfigNode root, String assignment, String origin) {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
            throw new RunException(
                    "--set takes KEY=VALUE, such as --set dictionary.k=16; '" + assignment + "' has no '='.");
        }
        List<String> path = List.of(assignment.substring(0, equals).trim().split("\\."));
        ConfigNode value = parseValue(assignment.substring(equals + 1), origin);
        ConfigNode at = root;
        for (int i = 0; i < path.size(); i++) {
            String key = path.get(i);
            boolean last = i == path.size() - 1;
            if (at.isList()) {
                int index = listIndex(at, key, origin);
                if (last) {
                    at.items.set(index, value);
                }
                at = at.items.get(index);
            } else if (at.isMap()) {
                if (last) {
                    at.put(key, origin, value);
                } else if (!at.entries.containsKey(key) || at.entries.get(key).isNull) {
                    at.put(key, origin, ConfigNode.map(origin));
                }
                at = at.entries.get(key);
            } else {
                throw new RunException(origin + ": '" + String.join(".", path.subList(0, i))
                        + "' is a single value and has no '" + key + "'.");
            }
        }
    }

    private static int listIndex(ConfigNode list, String key, String origin) {
        try {
            int index = Integer.parseInt(key);
            if (index >= 0 && index < list.items.size()) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw new RunException(origin + ": '" + key + "' must be the number of a list entry, from 0.", e);
        }
        throw new RunException(
                origin + ": the list has " + list.items.size() + " entries, so there is no entry " + key + ".");
    }

    private static ConfigNode parseValue(String text, String origin) {
        String trimmed = text.trim();
        if (trimmed.startsWith("[") || trimmed.startsWith("{")) {
            try {
                Node node = new Yaml().compose(new java.io.StringReader(trimmed));
                return convert(node, null, 0, origin);
            } catch (YAMLException e) {
                throw new RunException(origin + ": the value is not valid YAML.", e);
            }
        }
        return ConfigNode.scalar(origin, text);
    }

    private static ConfigNode convert(Node node, String file, int depth) {
        return convert(node, file, depth, null);
    }

    private static ConfigNode convert(Node node, String file, int depth, String fixedOrigin) {
        String origin = fixedOrigin != null ? fixedOrigin : place(file, node.getStartMark());
        if (depth > 40) {
            throw new RunException(origin + ": the config is nested too deeply.");
        }
        if (node instanceof ScalarNode scalar) {
            return Tag.NULL.equals(scalar.getTag())
                    ? ConfigNode.nothing(origin)
                    : ConfigNode.scalar(origin, scalar.getValue());
        }
        if (node instanceof SequenceNode sequence) {
            ConfigNode list = ConfigNode.list(origin);
            for (Node item : sequence.getValue()) {
                list.items.add(convert(item, file, depth + 1, fixedOrigin));
            }
            return list;
        }
        ConfigNode map = ConfigNode.map(origin);
        for (var tuple : ((MappingNode) node).getValue()) {
            String keyOrigin = fixedOrigin != null
                    ? fixedOrigin
                    : place(file, tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new RunException(keyOrigin + ": a key must be a word.");
            }
            if (map.entries.containsKey(key.getValue())) {
                throw new RunException(keyOrigin + ": the key '" + key.getValue() + "' stands here a second time.");
            }
            map.put(key.getValue(), keyOrigin, convert(tuple.getValueNode(), file, depth + 1, fixedOrigin));
        }
        return map;
    }

    private static String place(String file, Mark mark) {
        return mark == null ? file : file + ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }
}
