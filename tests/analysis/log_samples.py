"""Log events of every shape that the parser is to read, written for these tests; ids and names are made up."""

ID = "0b7c9d1e-5a2f-4e63-9c11-7f3a2b4c5d6e"
ROOT = "1-66a1b2c3-0123456789abcdef01234567"

REPORT = (
    f"REPORT RequestId: {ID}\tDuration: 12.34 ms\tBilled Duration: 130 ms\tMemory Size: 512 MB\tMax Memory Used: 98 MB"
)
TRACED = f"\t\nXRAY TraceId: {ROOT}\tSegmentId: 0011223344556677\tSampled: true\t\n"

PYTHON_TRACE = """Traceback (most recent call last):
  File "/var/task/shop/app.py", line 31, in handler
    return total(event)
  File "/var/task/shop/cart.py", line 88, in total
    return client.get(url)
  File "/opt/python/requests/api.py", line 73, in get
    raise ReadTimeout(url)
requests.exceptions.ReadTimeout: no answer from https://stock.internal/items/4711 within 2 s"""

CHAINED_TRACE = """Traceback (most recent call last):
  File "/var/task/shop/stock.py", line 12, in level
    return levels["a-1"]
KeyError: 'a-1'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/var/task/shop/app.py", line 31, in handler
    level(sku)
  File "/var/task/shop/stock.py", line 15, in level
    raise OutOfStock(sku)
shop.stock.OutOfStock: nothing left of a-1"""

PYTHON_UNHANDLED = """[ERROR] OutOfStock: nothing left of a-1
Traceback (most recent call last):
\u00a0\u00a0File "/var/task/shop/app.py", line 31, in handler
\u00a0\u00a0\u00a0\u00a0level(sku)
\u00a0\u00a0File "/var/task/shop/stock.py", line 15, in level
\u00a0\u00a0\u00a0\u00a0raise OutOfStock(sku)"""

NODE_STACK = [
    "TypeError: Cannot read properties of undefined (reading 'sku')",
    "    at totalOf (/var/task/dist/lines.js:118:17)",
    "    at async Runtime.handler (file:///var/task/dist/index.mjs:9:3)",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
]

JAVA_UNHANDLED = """Read timed out: java.net.SocketTimeoutException
java.net.SocketTimeoutException: Read timed out
\tat java.base/java.net.SocketInputStream.read(SocketInputStream.java:186)
\tat org.apache.http.impl.io.SessionInputBufferImpl.fill(SessionInputBufferImpl.java:153)
\tat shop.pay.AcquirerClient.authorize(AcquirerClient.java:143)
\tat shop.pay.Handler.handleRequest(Handler.java:77)
"""

DOTNET_STACK = """System.InvalidOperationException: Sequence contains no elements
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at Shop.Tax.Tables.Lookup(String zip) in /src/Tables.cs:line 39
   at Shop.Tax.Function.Handler(Request request) in /src/Function.cs:line 12"""

GO_PANIC = """panic: assignment to entry in nil map
goroutine 1 [running]:
main.route(0x1, 0x2)
\t/build/router/region.go:23 +0x1d
main.handler({0x9, 0x8})
\t/build/main.go:11 +0x44"""

RUBY_STACK = [
    "/var/task/app.rb:14:in `charge'",
    "/var/task/vendor/bundle/ruby/3.3.0/gems/http-5.1/lib/http.rb:9:in `post'",
]
