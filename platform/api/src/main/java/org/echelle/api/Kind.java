package org.echelle.api;

/**
 * Something that a run config asks for by name, with typed options.
 *
 * @param <O> the options: a public record whose components carry {@link Option}
 */
public interface Kind<O extends Record> {
    /** The name in a run config ({@code kind: vit}): lower case with dashes, unique among its siblings in one domain. */
    String name();

    /** One sentence for {@code --help} and the documentation. */
    String description();

    /** The record class that the host binds the config section to. */
    Class<O> options();
}
