package org.echelle.install.jar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.stream.Stream;

/**
 * What a plugin's manifest says of it.
 *
 * @param name symbolic name
 * @param version version of the bundle, {@code 0.0.0} where none is told
 * @param description one line, may be empty
 * @param permissions what it declares to do beyond computing, from the header {@code Echelle-Permissions}; a declaration, which nothing enforces
 * @param headers the headers by which it is resolved
 */
public record PluginFacts(
        String name, String version, String description, List<String> permissions, Map<String, String> headers) {
    /** The manifest header in which a plugin declares what it does beyond computing, words separated by commas. */
    public static final String PERMISSIONS = "Echelle-Permissions";

    private static final List<String> RESOLVED = List.of(
            "Bundle-ManifestVersion",
            "Bundle-SymbolicName",
            "Bundle-Version",
            "Import-Package",
            "Export-Package",
            "Require-Bundle",
            "Require-Capability",
            "Provide-Capability",
            "Bundle-RequiredExecutionEnvironment");

    /** Copies. */
    public PluginFacts {
        permissions = List.copyOf(permissions);
        headers = Map.copyOf(headers);
    }

    /** Of a manifest that has a symbolic name. */
    static PluginFacts of(Attributes main) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : RESOLVED) {
            if (main.getValue(header) != null) {
                headers.put(header, main.getValue(header));
            }
        }
        return new PluginFacts(
                main.getValue("Bundle-SymbolicName").replaceFirst(";.*", "").strip(),
                text(main, "Bundle-Version", "0.0.0"),
                text(main, "Bundle-Description", ""),
                Stream.of(text(main, PERMISSIONS, "").split(","))
                        .map(String::strip)
                        .filter(p -> !p.isEmpty())
                        .toList(),
                headers);
    }

    private static String text(Attributes main, String header, String fallback) {
        String value = main.getValue(header);
        return value == null ? fallback : value.strip();
    }

    /** Name and version, as a person reads them. */
    @Override
    public String toString() {
        return name + " " + version;
    }
}
