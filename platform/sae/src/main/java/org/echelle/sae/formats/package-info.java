/**
 * Dictionaries in files: ours ({@link org.echelle.sae.formats.Dictionaries}), and other programs', both ways.
 *
 * <pre>{@code
 * ImportedDictionary found = DictionaryFormats.read(Path.of("sae/layer_11"), Optional.empty(), ImportSettings.NONE);
 * found.notes().forEach(System.out::println); // what was assumed and folded
 * DictionaryFormats.write(found.dictionary(), "saelens", Path.of("out"));
 * }</pre>
 *
 * Pickled files are read as data by {@link org.echelle.torch.Weights}; nothing in them is run.
 */
@Export
@Version("1.0.0")
package org.echelle.sae.formats;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
