/**
 * TorchScript taps: any archive of {@code torch.jit.save} is opened, its module tree is listed, and what goes in and out of any
 * submodule is read and edited while it runs, on any device, with or without gradients. No Python, no second export.
 *
 * <p>Code inside such an archive is text and its state is a pickle. Both are rewritten in memory: a tapped method is renamed, and a
 * method of its name offers what goes in and out to an object that all tapped modules share. The file stays as it is.
 */
@Export
@Version("1.0.0")
package org.echelle.torch.script;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
