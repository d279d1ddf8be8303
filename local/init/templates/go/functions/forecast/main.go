// The function of the tool get_forecast.
package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

var skies = map[string]string{"Lisbon": "sunny", "Nairobi": "cloudy", "Oslo": "snow"}

type event struct {
	Arguments struct {
		City string `json:"city"`
	} `json:"arguments"`
}

// Replace this by what you offer.
func handle(received event) (any, error) {
	city := received.Arguments.City
	sky, known := skies[city]
	if !known {
		cities := strings.Join(slices.Sorted(maps.Keys(skies)), ", ")
		text := fmt.Sprintf("There is no forecast for %s. Ask for one of %s.", city, cities)
		return map[string]any{"isError": true, "content": []any{map[string]string{"type": "text", "text": text}}}, nil
	}
	return map[string]string{"city": city, "sky": sky}, nil
}

func main() {
	lambda.Start(handle)
}
