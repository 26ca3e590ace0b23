package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.UUID;
import org.echelle.torch.Kernel;

/** Rotary attention, and the contact head's part of it, in one call each; compiled at first use and closed with the subject's manager. */
final class EsmKernels {
    /** {@code keep} is read only where {@code padded} is true: without a mask libtorch may choose a faster way. */
    private static final String BODY = """
            def turned(self, x: Tensor) -> Tensor:
              half = torch.size(x, 3) // 2
              return torch.cat([torch.neg(torch.narrow(x, 3, half, half)), torch.narrow(x, 3, 0, half)], 3)
            def attend(self, q: Tensor, k: Tensor, v: Tensor, cosines: Tensor, sines: Tensor, keep: Tensor, padded: bool, heads: int, scale: float) -> Tensor:
              b = torch.size(q, 0)
              n = torch.size(q, 1)
              q0 = torch.transpose(torch.reshape(q, [b, n, heads, -1]), 1, 2)
              k0 = torch.transpose(torch.reshape(k, [b, n, heads, -1]), 1, 2)
              v0 = torch.transpose(torch.reshape(v, [b, n, heads, -1]), 1, 2)
              c = torch.narrow(cosines, 0, 0, n)
              s = torch.narrow(sines, 0, 0, n)
              q1 = q0 * c + self.turned(q0) * s
              k1 = k0 * c + self.turned(k0) * s
              if padded:
                o = torch.scaled_dot_product_attention(q1, k1, v0, keep, 0., False, scale=scale)
              else:
                o = torch.scaled_dot_product_attention(q1, k1, v0, None, 0., False, scale=scale)
              return torch.reshape(torch.transpose(o, 1, 2), [b, n, -1])
            def inside(self, tokens: Tensor) -> Tensor:
              # residues: neither padding (1) nor the end (2); the beginning is cut off later
              return torch.to(torch.logical_and(torch.ne(tokens, 1), torch.ne(tokens, 2)), 6)
            def contacts(self, q: Tensor, k: Tensor, cosines: Tensor, sines: Tensor, keep: Tensor, tokens: Tensor, weight: Tensor, first: int, heads: int, scale: float) -> Tensor:
              b = torch.size(q, 0)
              n = torch.size(q, 1)
              q0 = torch.transpose(torch.reshape(q, [b, n, heads, -1]), 1, 2)
              k0 = torch.transpose(torch.reshape(k, [b, n, heads, -1]), 1, 2)
              c = torch.narrow(cosines, 0, 0, n)
              s = torch.narrow(sines, 0, 0, n)
              q1 = q0 * c + self.turned(q0) * s
              k1 = k0 * c + self.turned(k0) * s
              products = torch.matmul(q1, torch.transpose(k1, 2, 3)) * scale
              a = torch.softmax(torch.masked_fill(products, torch.logical_not(keep), -1e9), 3)
              real = self.inside(tokens)
              a = a * torch.reshape(real, [b, 1, 1, n]) * torch.reshape(real, [b, 1, n, 1])
              a = torch.narrow(torch.narrow(a, 2, 1, n - 2), 3, 1, n - 2)
              a = a + torch.transpose(a, 2, 3)
              rows = torch.sum(a, [3], True)
              columns = torch.sum(a, [2], True)
              whole = torch.sum(rows, [2], True)
              a = a - rows * columns / whole
              w = torch.reshape(torch.narrow(weight, 1, first, heads), [1, heads, 1, 1])
              return torch.sum(a * w, [1])
            def probabilities(self, total: Tensor, bias: Tensor, tokens: Tensor) -> Tensor:
              n = torch.size(total, 1)
              real = torch.narrow(self.inside(tokens), 1, 1, n)
              return torch.sigmoid(total + bias) * torch.unsqueeze(real, 1) * torch.unsqueeze(real, 2)
            """;

    private final NDManager manager;
    private Kernel kernel;

    /** @param manager the kernel lives on its device and as long as it */
    EsmKernels(NDManager manager) {
        this.manager = manager;
    }

    /** Calls a method of the class; the result belongs to the manager of {@code owner}. */
    NDArray call(NDArray owner, String method, Object... arguments) {
        return kernel().call(owner.getManager(), method, arguments).singletonOrThrow();
    }

    private synchronized Kernel kernel() {
        if (kernel == null) {
            kernel = Kernel.compile("esm2", BODY, manager.getDevice());
            manager.attachInternal(UUID.randomUUID().toString(), kernel);
        }
        return kernel;
    }
}
