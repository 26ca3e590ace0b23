/**
 * DJL made comfortable: the engine, tensors on the host, weight files of every usual format, TorchScript kernels.
 *
 * <p>This is the only room that touches DJL's PyTorch internals. Nothing in it trusts a file: every reader checks what the
 * file says against what is there before it touches a byte, and none of them can run code that a file brings along.
 */
@Export
@Version("1.0.0")
package org.echelle.torch;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
