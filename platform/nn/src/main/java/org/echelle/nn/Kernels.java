package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.UUID;
import org.echelle.torch.Kernel;

/**
 * ATen operators that {@link NDArray} lacks, as one TorchScript class, compiled at first use and closed with the parameters'
 * manager.
 */
final class Kernels {
    /** {@code scaled_dot_product_attention} splits and merges heads inside, which saves six calls a layer. */
    private static final String BODY = """
            def attend(self, q: Tensor, k: Tensor, v: Tensor, heads: int, scale: float, causal: bool, type: int) -> Tensor:
              b = torch.size(q, 0)
              n = torch.size(q, 1)
              d = torch.size(q, 2)
              m = torch.size(k, 1)
              q0 = torch.transpose(torch.reshape(q.to(type), [b, n, heads, -1]), 1, 2)
              k0 = torch.transpose(torch.reshape(k.to(type), [b, m, heads, -1]), 1, 2)
              v0 = torch.transpose(torch.reshape(v.to(type), [b, m, heads, -1]), 1, 2)
              o = torch.scaled_dot_product_attention(q0, k0, v0, None, 0., causal, scale=scale)
              return torch.reshape(torch.transpose(o, 1, 2), [b, n, -1]).to(6)
            def attend_biased(self, q: Tensor, k: Tensor, v: Tensor, bias: Tensor, heads: int, scale: float, type: int) -> Tensor:
              b = torch.size(q, 0)
              n = torch.size(q, 1)
              m = torch.size(k, 1)
              q0 = torch.transpose(torch.reshape(q.to(type), [b, n, heads, -1]), 1, 2)
              k0 = torch.transpose(torch.reshape(k.to(type), [b, m, heads, -1]), 1, 2)
              v0 = torch.transpose(torch.reshape(v.to(type), [b, m, heads, -1]), 1, 2)
              o = torch.scaled_dot_product_attention(q0, k0, v0, bias.to(type), 0., False, scale=scale)
              return torch.reshape(torch.transpose(o, 1, 2), [b, n, -1]).to(6)
            def attend_fused(self, qkv: Tensor, heads: int, scale: float, causal: bool, type: int) -> Tensor:
              b = torch.size(qkv, 0)
              n = torch.size(qkv, 1)
              h = torch.permute(torch.reshape(qkv.to(type), [b, n, 3, heads, -1]), [2, 0, 3, 1, 4])
              q = torch.select(h, 0, 0)
              k = torch.select(h, 0, 1)
              v = torch.select(h, 0, 2)
              o = torch.scaled_dot_product_attention(q, k, v, None, 0., causal, scale=scale)
              return torch.reshape(torch.transpose(o, 1, 2), [b, n, -1]).to(6)
            def packed(self, x: Tensor, type: int) -> Tensor:
              return torch.view_copy(x.to(type), dtype=5)
            def bits(self, x: Tensor, type: int) -> Tensor:
              if type != 5:
                x = torch.view_copy(x, dtype=type)
              return x
            def unpacked(self, x: Tensor, type: int) -> Tensor:
              return self.bits(x, type).to(6)
            def linear(self, x: Tensor, weight: Tensor, bias: Tensor, type: int) -> Tensor:
              return torch.linear(x.to(type), self.bits(weight, type), self.bits(bias, type)).to(6)
            def linear_alone(self, x: Tensor, weight: Tensor, type: int) -> Tensor:
              return torch.linear(x.to(type), self.bits(weight, type)).to(6)
            def conv(self, x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, dilation: int, groups: int, type: int) -> Tensor:
              return torch.conv2d(x.to(type), self.bits(weight, type), self.bits(bias, type), [stride, stride], [padding, padding], [dilation, dilation], groups).to(6)
            def conv_alone(self, x: Tensor, weight: Tensor, stride: int, padding: int, dilation: int, groups: int, type: int) -> Tensor:
              return torch.conv2d(x.to(type), self.bits(weight, type), None, [stride, stride], [padding, padding], [dilation, dilation], groups).to(6)
            def group_norm(self, x: Tensor, groups: int, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
              return torch.group_norm(x, groups, weight, bias, eps, False)
            def conv_transpose(self, x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int) -> Tensor:
              return torch.conv_transpose2d(x, weight, bias, [stride, stride], [padding, padding])
            def tokens(self, x: Tensor) -> Tensor:
              return torch.contiguous(torch.transpose(torch.flatten(x, 2), 1, 2))
            def map(self, x: Tensor, rows: int, columns: int) -> Tensor:
              return torch.reshape(torch.contiguous(torch.transpose(x, 1, 2)), [torch.size(x, 0), torch.size(x, 2), rows, columns])
            def nearest(self, x: Tensor, rows: int, columns: int) -> Tensor:
              return torch.upsample_nearest2d(x, [rows, columns])
            def bilinear(self, x: Tensor, rows: int, columns: int, corners: bool) -> Tensor:
              return torch.upsample_bilinear2d(x, [rows, columns], corners)
            """;

    private final NDManager manager;
    private Kernel kernel;

    /** @param manager the kernel lives on its device and as long as it */
    Kernels(NDManager manager) {
        this.manager = manager;
    }

    /** Calls a method of the class; the result belongs to the manager of {@code owner}. */
    NDArray call(NDArray owner, String method, Object... arguments) {
        return kernel().call(owner.getManager(), method, arguments).singletonOrThrow();
    }

    /**
     * The numbers of a {@linkplain Parameters#factor factor of 16 bits} as float32, for autograd, which takes no result of a kernel as it
     * is. The caller closes it.
     */
    NDArray whole(NDArray factor, Precision precision) {
        try (NDArray numbers = call(factor, "unpacked", factor, precision.type())) {
            return numbers.duplicate();
        }
    }

    private synchronized Kernel kernel() {
        if (kernel == null) {
            kernel = Kernel.compile("nn", BODY, manager.getDevice());
            manager.attachInternal(UUID.randomUUID().toString(), kernel);
        }
        return kernel;
    }
}
