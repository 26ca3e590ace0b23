package org.echelle.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of an options record, and thereby one key of a run config.
 *
 * <p>The key is the component's name in lower case with dashes ({@code cropSize} is {@code crop-size}). Component types:
 * {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean} (and their boxes), {@code Path} (relative paths are
 * taken from the folder of the config file), an enum (lower case with dashes), a nested record, {@code Optional}, {@code List}
 * and {@code Map<String, ...>} of these. The host binds, checks and documents them; a wrong key or type is refused with its line.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /** The value of {@link #fallback} that makes a key required. */
    String REQUIRED = "\u0000required";

    /** One sentence: what the key means, with its unit. */
    String value();

    /**
     * What stands when the key is absent, written as it would be in YAML. Absent {@code Optional}, {@code List}, {@code Map}
     * and nested records are empty (or built from their own fallbacks) without it.
     */
    String fallback() default REQUIRED;
}
