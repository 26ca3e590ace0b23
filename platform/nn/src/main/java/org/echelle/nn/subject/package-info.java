/**
 * What every subject that is a network of blocks has, whatever its samples: a memory of its own, parameters under published names, hook
 * points by name, where its weights come from, a fingerprint and a random twin.
 *
 * <p>A subject holds these pieces and asks them; what its samples become, and what its outputs mean, stays its own:
 *
 * <pre>{@code
 * public Subject open(MyOptions options, OpenContext context) {
 *     Weights weights = Weights.read(options.weights());
 *     MyConfig config = MyConfig.of(weights);
 *     Blueprint<MyNetwork> blueprint = Blueprint.of(
 *             "a network of ours", weights.fingerprint() + "\n" + config, p -> new MyNetwork(config, p));
 *     return BuiltNetwork.open(blueprint, weights, "net.safetensors (safetensors)", context).into(MySubject::new);
 * }
 * }</pre>
 *
 * <p>Then {@code MySubject} answers {@code fingerprint()}, {@code facts()}, {@code randomTwin()} and {@code close()} from the
 * {@link org.echelle.nn.subject.BuiltNetwork}, and {@code hookPoints()} from {@link org.echelle.nn.subject.HookPlaces}.
 */
@Export
@Version("1.0.0")
package org.echelle.nn.subject;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
