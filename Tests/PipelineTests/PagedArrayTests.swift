import Pipeline
import Testing

struct PagedArrayTests {
    @Test func valuesStayWhatTheyAreWhileItGrows() {
        var array = PagedArray<Int32>()
        #expect(array.indices.isEmpty)
        for number in 0..<20_000 {
            array.append(Int32(number))
            if number % 7 == 0 { array[number / 2] = -Int32(number) }
        }
        var expected = (0..<20_000).map(Int32.init)
        for number in stride(from: 0, to: 20_000, by: 7) { expected[number / 2] = -Int32(number) }
        #expect(array.count == 20_000)
        #expect(array.indices.map { array[$0] } == expected)
    }
}
